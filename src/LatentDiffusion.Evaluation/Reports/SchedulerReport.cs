using System.Globalization;
using System.Text.Json;

namespace LatentDiffusion.Evaluation;

/// <summary>What a benchmark of schedulers gave, as a plot, as JSON and as a report.</summary>
public static class SchedulerReport
{
    private const int Width = 1200, Height = 700;

    /// <summary>Error against evaluations on logarithmic axes, with the Pareto front marked.</summary>
    /// <param name="result">The benchmark.</param>
    /// <returns>A PNG file of 1200x700 pixels.</returns>
    public static byte[] Plot(SchedulerBenchmarkResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return SchedulerPlot.Draw(result, Width, Height);
    }

    /// <summary>Everything in numbers.</summary>
    /// <param name="result">The benchmark.</param>
    public static string ToJson(SchedulerBenchmarkResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return JsonSerializer.Serialize(
            new
            {
                model = result.Model,
                prompts = result.Options.Prompts,
                seed = result.Options.Seed,
                reference = new
                {
                    scheduler = result.Options.Reference, steps = result.Options.ReferenceSteps, error = result.ReferenceError,
                },
                runs = result.Runs.Select(r => new
                {
                    scheduler = r.Scheduler,
                    steps = r.Steps,
                    evaluations = r.Evaluations,
                    secondsPerPicture = r.SecondsPerPicture,
                    latentError = JsonNumbers.Of(r.LatentError),
                    pictureError = r.PictureError,
                    addsNoise = r.IsStochastic,
                    onFront = r.IsOnFront,
                    quality = r.Quality.ToDictionary(q => q.Name, q => JsonNumbers.Of(q.Value)),
                }),
                problems = result.Problems,
            },
            JsonNumbers.Options);
    }

    /// <summary>The table: its heads and its rows.</summary>
    /// <param name="result">The benchmark.</param>
    public static (IReadOnlyList<string> Headers, IReadOnlyList<IReadOnlyList<string>> Rows) Table(SchedulerBenchmarkResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        string[] quality = [.. result.Runs.SelectMany(r => r.Quality).Select(q => q.Name).Distinct()];
        return (
            ["scheduler", "steps", "evaluations", "s / picture", "latent error", "picture error", "front", .. quality],
            [.. result.Runs.Select(r => (IReadOnlyList<string>)
            [
                r.Scheduler, Whole(r.Steps), Whole(r.Evaluations), r.SecondsPerPicture.ToString("0.00", CultureInfo.InvariantCulture),
                ReportNumbers.Show(r.LatentError), r.PictureError.ToString("0.00", CultureInfo.InvariantCulture),
                r.IsOnFront ? "yes" : "", .. quality.Select(name => ReportNumbers.Show(r.Quality.First(q => q.Name == name).Value)),
            ])]);
    }

    /// <summary>The whole report.</summary>
    /// <param name="result">The benchmark.</param>
    public static EvaluationReport Create(SchedulerBenchmarkResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        SchedulerBenchmarkOptions options = result.Options;
        var (headers, rows) = Table(result);
        EvaluationReport report = new($"Schedulers on {result.Model}");
        report.Paragraph(FormattableString.Invariant(
            $"Every scheduler begins with the same noise as the reference, {options.Reference} with {options.ReferenceSteps} steps. ")
            + "The error of the latents is their root mean square difference from the reference's, relative to the reference's; of the "
            + "pictures in units of 0 to 255. With half of its steps the reference moves by "
            + $"{ReportNumbers.Show(result.ReferenceError)}: smaller errors say nothing. Methods that add noise lead to other pictures, "
            + "whatever their steps.");
        foreach (SchedulerProblem problem in result.Problems)
            report.Warning(FormattableString.Invariant($"{problem.Scheduler} with {problem.Steps} steps was left out: {problem.Reason}"));
        report.Plot("Error of the latents against evaluations of the model; the Pareto front in gold.", Plot(result));
        report.Heading("Numbers").Table(headers, rows);
        report.Heading("Pictures").Paragraph($"Prompts: {string.Join("; ", options.Prompts.Take(result.Reference.Count))}.");
        report.Pictures(result.Reference.Select((image, k) => ($"reference {k + 1}", image)));
        foreach (IGrouping<string, SchedulerRun> runs in result.Runs.GroupBy(r => r.Scheduler))
            report.Pictures(runs.Select(r => (FormattableString.Invariant($"{r.Scheduler}, {r.Steps}"), r.Samples[0])));
        return report;
    }

    private static string Whole(int value) => value.ToString(CultureInfo.InvariantCulture);
}
