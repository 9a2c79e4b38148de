using System.Globalization;
using LatentDiffusion.Evaluation;

namespace LatentDiffusion.Datasets;

/// <summary>
/// A report on a data set: counts, rejections, and by a feature network the diversity of each class, how much of its real pictures it
/// covers, and the distance of all to all real ones; with pictures of each class.
/// </summary>
public static class DatasetReport
{
    private const int Shown = 12;
    private static readonly string[] OfClass = ["vendi", "density", "coverage"];

    /// <summary>Makes the report.</summary>
    /// <param name="plan">The plan; its classes' <c>real</c> folders are what they are compared with.</param>
    /// <param name="store">Where the shards are.</param>
    /// <param name="network">A network with features.</param>
    /// <param name="mostOfClass">Samples of a class that are measured, the first ones; at least 2.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="DatasetException">Shards are lacking or damaged.</exception>
    public static EvaluationReport Create(
        DatasetPlan plan, IShardStore store, FeatureNetwork network, int mostOfClass = 1000, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(network);
        ArgumentOutOfRangeException.ThrowIfLessThan(mostOfClass, 2);
        DatasetMerge.Choose(plan, store, cancellationToken, out DatasetCheck check, out ShardReader reader, out SampleChoice choice);
        ClassPictures[] classes = Read(plan, reader, choice, network, mostOfClass, cancellationToken);
        EvaluationReport report = new($"The data set {plan.Name}");
        report.Paragraph(FormattableString.Invariant($"{choice.Count} generated samples of the plan {plan.Hash}, of which at most ")
            + FormattableString.Invariant($"{mostOfClass} of a class are measured, by the network {network.Name}."));
        foreach (var (label, split, lacking) in choice.Lacking)
            report.Warning(FormattableString.Invariant($"{lacking} samples of '{plan.Classes[label]}' are lacking in '{split}'."));
        AddCounts(report, plan, check, choice);
        AddClasses(report, plan, classes, network, cancellationToken);
        AddWhole(report, classes, network, cancellationToken);
        foreach (var (label, name) in plan.Classes.Index())
            if (classes[label].Examples.Count > 0) report.Heading(name).Pictures(classes[label].Examples);
        return report;
    }

    private static void AddCounts(EvaluationReport report, DatasetPlan plan, DatasetCheck check, SampleChoice choice)
    {
        report.Heading("Samples").Table(
            ["class", .. plan.Splits],
            [.. plan.Classes.Index().Select(c => (IReadOnlyList<string>)
                [c.Item, .. plan.Splits.Select(s => Show(choice.CountOf(c.Index, s)))])]);
        var rejected = check.Manifests.SelectMany(m => m.Manifest.Rejected).GroupBy(r => r.Key, StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => (IReadOnlyList<string>)[g.Key, Show(g.Sum(r => r.Value))]).ToList();
        if (plan.Settings.Gates.Duplicates is not null) rejected.Add(["duplicates across shards", Show(choice.Duplicates.Count)]);
        if (rejected.Count > 0) report.Heading("Rejected").Table(["gate", "pictures"], rejected);
    }

    private static void AddClasses(
        EvaluationReport report, DatasetPlan plan, ClassPictures[] classes, FeatureNetwork network, CancellationToken cancellationToken)
    {
        List<IReadOnlyList<string>> rows = [];
        foreach (var (label, name) in plan.Classes.Index())
        {
            ClassPictures pictures = classes[label];
            if (pictures.Generated.Count == 0) continue;
            Metric[] metrics = pictures.Real is null ? [Metrics.Vendi] : [Metrics.Vendi, Metrics.DensityCoverage];
            ImageEvaluation evaluation = ImageEvaluation.Compute(
                network.Name, pictures.Generated, pictures.Real, metrics, cancellationToken: cancellationToken);
            rows.Add(
            [
                name, Show(pictures.Generated.Count), Show(pictures.Real?.Count ?? 0),
                .. OfClass.Select(metric => ValueOf(evaluation, metric)),
            ]);
        }

        report.Heading("Classes").Paragraph(
            "Vendi is the number of pictures that count as different; coverage the share of real pictures with a generated one near.");
        report.Table(["class", "generated", "real", .. OfClass], rows);
    }

    private static void AddWhole(
        EvaluationReport report, ClassPictures[] classes, FeatureNetwork network, CancellationToken cancellationToken)
    {
        FeatureSet generated = Join(classes.Select(c => c.Generated), network.Dimension);
        FeatureSet? real = classes.Any(c => c.Real is not null)
            ? Join(classes.Select(c => c.Real).OfType<FeatureSet>(), network.Dimension) : null;
        ImageEvaluation evaluation = ImageEvaluation.Compute(network.Name, generated, real, cancellationToken: cancellationToken);
        var (headers, rows) = ImageReport.Table(evaluation);
        report.Heading(real is null ? "All" : "All, against all real pictures");
        foreach (string text in evaluation.Failures.Concat(evaluation.Warnings)) report.Warning(text);
        report.Table(headers, rows);
    }

    private static ClassPictures[] Read(
        DatasetPlan plan, ShardReader reader, SampleChoice choice, FeatureNetwork network, int most, CancellationToken cancellationToken)
    {
        List<float>[] features = [.. plan.Classes.Select(_ => new List<float>())];
        List<(string, RgbImage)>[] examples = [.. plan.Classes.Select(_ => new List<(string, RgbImage)>())];
        string ending = plan.Settings.Format.Ending();
        foreach (MergedSample sample in reader.Read(choice, cancellationToken))
        {
            if (features[sample.Label].Count / network.Dimension >= most) continue;
            RgbImage image = RgbImage.Decode(sample.Files[ending]);
            features[sample.Label].AddRange(network.Extract([image], cancellationToken)[0]);
            if (examples[sample.Label].Count < Shown) examples[sample.Label].Add(($"{sample.Key}: {sample.Text("caption")}", image));
        }

        return [.. plan.Settings.Classes.Index().Select(c => new ClassPictures(
            new FeatureSet([.. features[c.Index]], network.Dimension),
            c.Item.Real is { } folder
                ? FeatureExtraction.Extract(PictureFolder.List(folder), network, cancellationToken: cancellationToken).Features : null,
            examples[c.Index]))];
    }

    private static FeatureSet Join(IEnumerable<FeatureSet> sets, int dimension)
    {
        List<float> all = [];
        foreach (FeatureSet set in sets) all.AddRange(set.Features);
        return new FeatureSet([.. all], dimension);
    }

    private static string ValueOf(ImageEvaluation evaluation, string metric) =>
        evaluation.Values.FirstOrDefault(v => v.Name == metric) is { } value
            ? value.Value.ToString("0.###", CultureInfo.InvariantCulture) : "";

    private static string Show(long count) => count.ToString(CultureInfo.InvariantCulture);

    private sealed record ClassPictures(FeatureSet Generated, FeatureSet? Real, IReadOnlyList<(string, RgbImage)> Examples);
}
