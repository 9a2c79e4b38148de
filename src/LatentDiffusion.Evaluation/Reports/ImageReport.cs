using System.Text.Json;

namespace LatentDiffusion.Evaluation;

/// <summary>What an evaluation of pictures gave, as JSON and as a report.</summary>
public static class ImageReport
{
    private const int Shown = 24, Nearest = 12, ProblemsShown = 50;

    /// <summary>The table: its heads and its rows.</summary>
    /// <param name="evaluation">The evaluation.</param>
    public static (IReadOnlyList<string> Headers, IReadOnlyList<IReadOnlyList<string>> Rows) Table(ImageEvaluation evaluation)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        return (
            ["metric", "value", "spread", "better"],
            [.. evaluation.Values.Select(v => (IReadOnlyList<string>)
                [v.Name, ReportNumbers.Show(v.Value), ReportNumbers.Spread(v), v.HigherIsBetter ? "higher" : "lower"])]);
    }

    /// <summary>Everything in numbers.</summary>
    /// <param name="evaluation">The evaluation.</param>
    /// <param name="problems">Pictures that were left out.</param>
    public static string ToJson(ImageEvaluation evaluation, IReadOnlyList<PictureProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        return JsonSerializer.Serialize(
            new
            {
                network = evaluation.Network,
                generated = evaluation.Generated.KnownCount,
                real = evaluation.Real?.KnownCount,
                metrics = evaluation.Values.Select(v => new
                {
                    name = v.Name,
                    value = JsonNumbers.Of(v.Value),
                    deviation = v.Deviation,
                    low = v.Interval?.Low,
                    high = v.Interval?.High,
                    higherIsBetter = v.HigherIsBetter,
                }),
                warnings = evaluation.Warnings,
                failures = evaluation.Failures,
                problems,
            },
            JsonNumbers.Options);
    }

    /// <summary>The whole report.</summary>
    /// <param name="evaluation">The evaluation.</param>
    /// <param name="problems">Pictures that were left out.</param>
    /// <param name="generated">The folder of the pictures that were measured; null where they were a file of statistics.</param>
    /// <param name="real">The folder that they were compared with; null where it was a file of statistics, or nothing.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static EvaluationReport Create(
        ImageEvaluation evaluation,
        IReadOnlyList<PictureProblem> problems,
        PictureFolder? generated,
        PictureFolder? real = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        ArgumentNullException.ThrowIfNull(problems);
        var (headers, rows) = Table(evaluation);
        EvaluationReport report = new("Evaluation of pictures");
        string against = evaluation.Real is null ? "" : $" against {CountOf(evaluation.Real)} real ones";
        report.Paragraph(
            $"{CountOf(evaluation.Generated)} generated pictures{against}, by the network {evaluation.Network}."
            + " Values of different networks do not compare.");
        report.Heading("Metrics").Table(headers, rows);
        foreach (string text in evaluation.Failures.Concat(evaluation.Warnings)) report.Warning(text);
        AddProblems(report, problems);
        if (generated is null) return report;
        report.Heading("Generated").Pictures(Spread(evaluation.Generated.Names).Select(n => (n, RgbImage.Load(generated.PathOf(n)))));
        if (evaluation.Generated.Texts is not null) AddWorst(report, evaluation.Generated, generated);
        if (real is null || !evaluation.Generated.HasFeatures || !evaluation.Real!.HasFeatures) return report;
        report.Heading("Real").Pictures(Spread(evaluation.Real.Names).Select(n => (n, RgbImage.Load(real.PathOf(n)))));
        AddNearest(report, evaluation, generated, real, cancellationToken);
        return report;
    }

    /// <summary>Adds the pictures that were left out.</summary>
    internal static void AddProblems(EvaluationReport report, IReadOnlyList<PictureProblem> problems)
    {
        if (problems.Count == 0) return;
        report.Heading("Left out").Warning(FormattableString.Invariant($"Pictures that were left out: {problems.Count}."));
        report.Table(["picture", "reason"], [.. problems.Take(ProblemsShown).Select(p => (IReadOnlyList<string>)[p.Path, p.Reason])]);
        if (problems.Count > ProblemsShown)
            report.Paragraph(FormattableString.Invariant($"And {problems.Count - ProblemsShown} more, which the JSON names."));
    }

    private static string CountOf(FeatureSet set) =>
        set.KnownCount is { } count ? FormattableString.Invariant($"{count}") : "an unknown number of";

    private static void AddWorst(EvaluationReport report, FeatureSet set, PictureFolder folder)
    {
        var worst = Enumerable.Range(0, set.Count).Select(i => (Cosine: ClipScoreMetric.Cosine(set, i), Name: set.Names[i]))
            .OrderBy(p => p.Cosine).Take(Nearest);
        report.Heading("Least true to their prompts").Pictures(worst.Select(p =>
            ($"{p.Name}: {ReportNumbers.Show(100 * p.Cosine)}", RgbImage.Load(folder.PathOf(p.Name)))));
    }

    private static void AddNearest(
        EvaluationReport report, ImageEvaluation evaluation, PictureFolder generated, PictureFolder real,
        CancellationToken cancellationToken)
    {
        if (evaluation.Real!.Count < 2 || evaluation.Generated.Count < 1) return;
        IReadOnlyList<NearestNeighbour> nearest = Memorisation.Find(evaluation.Generated, evaluation.Real, cancellationToken);
        report.Heading("Nearest real pictures").Paragraph(
            "Each generated picture beside the real one that it is nearest to, the likeliest copies first. The ratio is their distance "
            + "by the distance of the real picture to the next real one: at most 1 counts as a copy.");
        report.Pictures(nearest.Take(Nearest).SelectMany(n => new[]
        {
            ($"{n.Picture}: ratio {ReportNumbers.Show(n.Ratio)}", RgbImage.Load(generated.PathOf(n.Picture))),
            ($"nearest: {n.Training}", RgbImage.Load(real.PathOf(n.Training))),
        }));
    }

    /// <summary>As many as are shown, from the whole set.</summary>
    private static IEnumerable<string> Spread(IReadOnlyList<string> names)
    {
        int count = Math.Min(Shown, names.Count);
        return Enumerable.Range(0, count).Select(i => names[(int)((long)i * names.Count / count)]);
    }
}
