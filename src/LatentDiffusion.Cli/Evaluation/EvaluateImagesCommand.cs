using System.CommandLine;
using LatentDiffusion.Evaluation;

namespace LatentDiffusion.Cli;

/// <summary>Measures a set of generated pictures.</summary>
internal static class EvaluateImagesCommand
{
    /// <summary>Describes the command.</summary>
    public static Command Create()
    {
        Argument<string> generated = new("generated") { Description = "Folder of generated pictures, or an .npz file of statistics." };
        Argument<string?> real = new("real")
        {
            Description = "Folder of real pictures, or an .npz file of statistics, as pytorch-fid and clean-fid write them.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<Metric[]> metrics = NamedOption.Several(
            "--metric",
            Metrics.FromName,
            $"Only this metric; may be repeated: {string.Join(", ", Metrics.All.Select(m => m.Name))}. [default: all that fit]");
        Option<int?> bootstrap = NamedOption.Of(
            "--bootstrap", NamedOption.Positive, "Resamplings for 95 % intervals. [default: none]");
        Option<string?> cache = new("--cache")
        {
            Description = "Folder in which features are kept as they are made: the same command goes on where it was ended.",
            HelpName = "dir",
        };
        NetworkOptions network = new();
        ReportOptions report = new();
        Command command = new("images", "Measures generated pictures: FID, KID, precision and recall, and others.")
        {
            generated, real, metrics, bootstrap, cache,
        };
        network.AddTo(command);
        report.AddTo(command);
        command.SetAction((parsed, cancellationToken) => Task.Run(
            () =>
            {
                Metric[] chosen = parsed.GetValue(metrics) ?? [];
                MetricOptions options = new() { Bootstrap = parsed.GetValue(bootstrap) ?? 0 };
                using FeatureNetwork loaded = network.Load(parsed);
                PictureSets sets = new(loaded, parsed.GetValue(cache));
                string measured = parsed.GetRequiredValue(generated);
                bool keep = options.Bootstrap > 0 || chosen.Length == 0 || chosen.Any(m => m.NeedsFeatures);
                ExtractionOptions extraction = new() { KeepFeatures = keep };
                bool prompts = loaded.ReadsPrompts && chosen.Contains(Metrics.ClipScore);
                FeatureSet set = sets.Read(measured, "generated", extraction with { Prompts = prompts }, cancellationToken);
                FeatureSet? other = parsed.GetValue(real) is { } path ? sets.Read(path, "real", extraction, cancellationToken) : null;
                ImageEvaluation evaluation = EvaluationBar.Show(
                    "metrics",
                    bar => ImageEvaluation.Compute(
                        loaded.Name, set, other, chosen.Length > 0 ? chosen : null, options, bar, cancellationToken));
                foreach (string text in evaluation.Warnings) Terminal.Warning(text);

                // What nobody asked for by name may be missing: there are too few pictures for it, say.
                bool asked = chosen.Length > 0;
                foreach (string text in evaluation.Failures)
                    if (asked) Terminal.Error(text);
                    else Terminal.Warning(text);
                if (evaluation.Values.Count == 0) // an empty table would pass for a result
                {
                    if (!asked) Terminal.Error("none of the metrics could be computed.");
                    return 1;
                }

                report.Write(
                    parsed, ImageReport.Table(evaluation), () => ImageReport.ToJson(evaluation, sets.Problems),
                    () => ImageReport.Create(
                        evaluation, sets.Problems, Folder(measured), Folder(parsed.GetValue(real)), cancellationToken));
                return asked && evaluation.Failures.Count > 0 ? 1 : 0;
            },
            cancellationToken));
        return command;
    }

    private static PictureFolder? Folder(string? path) => path is null || PictureSets.IsStatistics(path) ? null : PictureFolder.List(path);
}
