using System.Globalization;
using System.Text.Json;

namespace LatentDiffusion.Evaluation;

/// <summary>What a comparison of pairs gave, as a table, as JSON and as a report.</summary>
public static class PairReport
{
    private const int Worst = 12;

    /// <summary>The table: its heads and its rows, one for each metric.</summary>
    /// <param name="evaluation">The comparison.</param>
    public static (IReadOnlyList<string> Headers, IReadOnlyList<IReadOnlyList<string>> Rows) Table(PairEvaluation evaluation)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        return (
            ["metric", "mean", "worst", "better"],
            [.. evaluation.Metrics.Select((metric, k) =>
            {
                double[] values = [.. evaluation.Pairs.Select(p => p.Values[k]).Order()];
                return (IReadOnlyList<string>)
                [
                    metric.Name, ReportNumbers.Show(values.Average()), ReportNumbers.Show(metric.HigherIsBetter ? values[0] : values[^1]),
                    metric.HigherIsBetter ? "higher" : "lower",
                ];
            })]);
    }

    /// <summary>Everything in numbers.</summary>
    /// <param name="evaluation">The comparison.</param>
    public static string ToJson(PairEvaluation evaluation)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        return JsonSerializer.Serialize(
            new
            {
                pairs = evaluation.Pairs.Select(p => new
                {
                    file = p.File,
                    values = evaluation.Metrics.Zip(p.Values).ToDictionary(v => v.First.Name, v => JsonNumbers.Of(v.Second)),
                }),
                problems = evaluation.Problems,
            },
            JsonNumbers.Options);
    }

    /// <summary>The whole report.</summary>
    /// <param name="evaluation">The comparison.</param>
    /// <param name="pictures">The folder of the pictures.</param>
    public static EvaluationReport Create(PairEvaluation evaluation, PictureFolder pictures)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        ArgumentNullException.ThrowIfNull(pictures);
        var (headers, rows) = Table(evaluation);
        EvaluationReport report = new("Comparison of pairs of pictures");
        report.Paragraph(string.Create(CultureInfo.InvariantCulture, $"{evaluation.Pairs.Count} pairs."));
        report.Heading("Metrics").Table(headers, rows);
        ImageReport.AddProblems(report, evaluation.Problems);
        PairMetric first = evaluation.Metrics[0];
        var worst = evaluation.Pairs.OrderBy(p => first.HigherIsBetter ? p.Values[0] : -p.Values[0]).Take(Worst);
        report.Heading($"Worst by {first.Name}").Pictures(worst.Select(p =>
            ($"{p.File}: {ReportNumbers.Show(p.Values[0])}", RgbImage.Load(pictures.PathOf(p.File)))));
        return report;
    }
}
