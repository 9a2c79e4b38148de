using System.CommandLine;
using System.Globalization;
using LatentDiffusion.Evaluation;

namespace LatentDiffusion.Cli;

/// <summary>Writes the statistics of pictures to a file.</summary>
internal static class EvaluateStatisticsCommand
{
    /// <summary>Describes the command.</summary>
    public static Command Create()
    {
        Argument<string[]> inputs = new("inputs")
        {
            Description = "Folders of pictures and .npz files that this command wrote; all are merged.",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<string> output = new("--output", "-o")
        {
            Description = "The .npz file, with 'mu' and 'sigma' as pytorch-fid and clean-fid read them.",
            HelpName = "file",
            Required = true,
        };
        NetworkOptions network = new();
        Command command = new("statistics", "Writes mean and covariance of the features of pictures to a file.") { inputs, output };
        network.AddTo(command);
        command.SetAction((parsed, cancellationToken) => Task.Run(
            () =>
            {
                string target = parsed.GetRequiredValue(output);
                if (!PictureSets.IsStatistics(target)) throw new ArgumentException($"--output must end in .npz, not '{target}'.");
                using FeatureNetwork loaded = network.Load(parsed);
                PictureSets sets = new(loaded, cacheFolder: null);
                FeatureStatistics merged = new(loaded.Dimension);
                ExtractionOptions options = new() { KeepFeatures = false };
                foreach (string input in parsed.GetRequiredValue(inputs))
                {
                    FeatureStatistics read = sets.Read(input, "", options, cancellationToken).Statistics;
                    try
                    {
                        merged.Merge(read);
                    }
                    catch (EvaluationException e)
                    {
                        throw new EvaluationException($"{input}: {e.Message}", e);
                    }
                }

                merged.Save(target);
                Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"statistics {target}\npictures   {merged.Count}"));
                return 0;
            },
            cancellationToken));
        return command;
    }
}
