using System.CommandLine;
using LatentDiffusion.Comparison;
using LatentDiffusion.Models.Emoji;

namespace LatentDiffusion.Gpu;

/// <summary>Measures the default model.</summary>
internal static class PicturesCommand
{
    /// <summary>Describes the command.</summary>
    public static Command Create()
    {
        Option<string> provider = CommonOptions.Provider();
        Option<Precision> precision = CommonOptions.Precision();
        Option<FileInfo> file = CommonOptions.Out();
        Option<int> count = CommonOptions.Number("--count", "Pictures at a time.", 1);
        Option<int> steps = CommonOptions.Number("--steps", "Steps of a picture.", 25);
        Option<int> rounds = CommonOptions.Number("--rounds", "Generations, of which the median is taken.", 10);
        Command command = new("pictures", "Time of a picture of the default model.")
        {
            provider, precision, file, count, steps, rounds,
        };
        command.SetAction(parsed =>
        {
            PipelineOptions options = CommonOptions.Pipeline(parsed, provider, precision);
            JsonFiles.Write(
                parsed.GetRequiredValue(file),
                Result(options, parsed.GetValue(count), parsed.GetValue(steps), parsed.GetValue(rounds)));
        });
        return command;
    }

    private static object Result(PipelineOptions options, int count, int steps, int rounds)
    {
        LatentDiffusionPipeline? pipeline = null;
        double load = Measure.Seconds(() => pipeline = EmojiModel.CreatePipeline(options));
        using (pipeline)
        {
            IReadOnlyList<string> warnings = [];
            int seed = 0;
            Action generate = () => warnings = pipeline!.Generate(
                new GenerationRequest($"a red apple {seed}") { Count = count, Steps = steps, Seed = seed++ }).Warnings;
            double first = Measure.Seconds(generate);
            double[] seconds = [.. Enumerable.Range(0, rounds).Select(_ => Measure.Seconds(generate))];
            double median = Measure.Median(seconds);
            return new
            {
                Provider = options.Provider.Name, options.Precision, Count = count, Steps = steps, LoadSeconds = load,
                FirstSeconds = first, Seconds = median, SecondsPerPicture = median / count, All = seconds, Warnings = warnings,
            };
        }
    }
}
