using System.Globalization;

namespace LatentDiffusion.Cli;

/// <summary>What a generation gave, on standard output.</summary>
internal static class Summary
{
    /// <summary>Writes paths, seeds, steps, scheduler and time.</summary>
    public static void Write(GenerationResult result, IReadOnlyList<string> paths, TimeSpan drawing, TimeSpan loading)
    {
        for (int k = 0; k < paths.Count; k++)
        {
            Line("image", paths[k]);
            Line("seed", $"{result.Images[k].Seed}");
        }

        GenerationParameters parameters = result.Images[0].Parameters;
        Line("steps", $"{parameters.Steps}");
        Line("scheduler", parameters.ScheduleType is { } spacing ? $"{parameters.Sampler}, {spacing}" : $"{parameters.Sampler}");
        Line("time", $"{drawing.TotalSeconds:0.00} s, and {loading.TotalSeconds:0.00} s to load the model");
    }

    /// <summary>Not by way of a table: a path must not be broken.</summary>
    private static void Line(string name, FormattableString value) => Line(name, value.ToString(CultureInfo.InvariantCulture));

    private static void Line(string name, string value) => Console.Out.WriteLine($"{name,-10} {value}");
}
