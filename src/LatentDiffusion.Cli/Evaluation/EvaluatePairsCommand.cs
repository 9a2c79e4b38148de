using System.CommandLine;
using LatentDiffusion.Evaluation;

namespace LatentDiffusion.Cli;

/// <summary>Compares pictures with what they should be.</summary>
internal static class EvaluatePairsCommand
{
    /// <summary>Describes the command.</summary>
    public static Command Create()
    {
        Argument<string> pictures = new("pictures") { Description = "Folder of pictures." };
        Argument<string> references = new("references") { Description = "Folder with what they should be, under the same names." };
        Option<string?> lpips = new("--network")
        {
            Description = "Folder of an LPIPS network, made by 'latent-diffusion-export features lpips'. [default: none]",
            HelpName = "dir",
        };
        Option<bool> multiscale = new("--ms-ssim") { Description = "MS-SSIM too, which needs pictures of at least 176x176." };
        ReportOptions report = new();
        Command command = new("pairs", "Compares pictures with what they should be: PSNR, SSIM, MS-SSIM, LPIPS.")
        {
            pictures, references, lpips, multiscale,
        };
        report.AddTo(command);
        command.SetAction((parsed, cancellationToken) => Task.Run(
            () =>
            {
                using FeatureNetwork? network = parsed.GetValue(lpips) is { } folder ? FeatureNetwork.Load(folder) : null;
                IReadOnlyList<PairMetric> metrics = [PairMetrics.Psnr, PairMetrics.Ssim];
                if (parsed.GetValue(multiscale)) metrics = [.. metrics, PairMetrics.MsSsim];
                if (network is not null) metrics = [.. metrics, PairMetrics.OfNetwork(network)];
                PictureFolder a = PictureFolder.List(parsed.GetRequiredValue(pictures));
                PictureFolder b = PictureFolder.List(parsed.GetRequiredValue(references));
                PairEvaluation evaluation = EvaluationBar.Show(
                    "pairs", bar => PairEvaluation.Compare(a, b, metrics, bar, cancellationToken));
                EvaluationProblems.Warn(a.Path, evaluation.Problems);
                report.Write(
                    parsed, PairReport.Table(evaluation), () => PairReport.ToJson(evaluation), () => PairReport.Create(evaluation, a));
                return 0;
            },
            cancellationToken));
        return command;
    }
}
