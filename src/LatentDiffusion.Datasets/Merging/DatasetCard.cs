using System.Globalization;
using System.Text;

namespace LatentDiffusion.Datasets;

/// <summary>The card of a data set: what it is, how it was made, what was rejected, and what it should not be taken for.</summary>
internal static class DatasetCard
{
    /// <summary>Its name, which the hub of Hugging Face shows.</summary>
    public const string FileName = "README.md";

    /// <summary>Writes it.</summary>
    public static string Write(
        DatasetPlan plan, DatasetCheck check, SampleChoice choice, IReadOnlyList<DatasetFormat> formats, IShardStore store,
        CancellationToken cancellationToken)
    {
        PlanSettings settings = plan.Settings;
        StringBuilder card = new();
        WriteHead(card, settings, choice, formats);
        card.Append(CultureInfo.InvariantCulture, $"# {settings.Name}\n\n");
        if (settings.Description.Length > 0) card.Append(settings.Description.Trim()).Append("\n\n");
        card.Append("**Every picture is generated** by a latent diffusion model, or made from real ones by such a model; ");
        card.Append("none is a photograph.\n");
        card.Append("Each file says so in its metadata (IPTC Digital Source Type), and each record as `digital_source_type`.\n\n");
        WriteCounts(card, plan, choice);
        WriteOrigin(card, plan, store, cancellationToken);
        WriteQuality(card, settings, check, choice);
        card.Append("## Limits\n\n");
        card.Append("- Labels are what the model was asked for, not what somebody saw in the picture");
        card.Append(settings.Gates.Classifier is null ? "; no classifier looked at it.\n" : "; a classifier agreed with each.\n");
        card.Append("- The models' biases, and what they were not trained on, are those of the data set.\n");
        card.Append("- Measure what is trained on it on real pictures only. Published gains were seen at one to three generated\n");
        card.Append("  pictures for each real one, and fell beyond (Azizi et al. 2023, https://arxiv.org/abs/2304.08466).\n");
        card.Append("- The same plan gives the same bytes with the same models, version, hardware and precision;\n");
        card.Append("  other hardware rounds otherwise.\n");
        return card.ToString();
    }

    private static void WriteHead(StringBuilder card, PlanSettings settings, SampleChoice choice, IReadOnlyList<DatasetFormat> formats)
    {
        card.Append("---\n");
        if (settings.License is { } license) card.Append(CultureInfo.InvariantCulture, $"license: {YamlText.Of(license)}\n");
        card.Append(CultureInfo.InvariantCulture, $"pretty_name: {YamlText.Of(settings.Name)}\n");
        card.Append("tags:\n- synthetic\n- latent-diffusion\n");
        card.Append("task_categories:\n- image-classification\n");
        card.Append(CultureInfo.InvariantCulture, $"size_categories:\n- {Size(choice.Count)}\n");
        if (formats.Contains(DatasetFormat.Parquet))
        {
            card.Append("configs:\n- config_name: default\n  data_files:\n");
            foreach (var (split, _) in settings.Splits.Where(s => choice.BySplit.GetValueOrDefault(s.Name) > 0))
            {
                string files = $"data/{split}-?????-of-?????.parquet"; // "train-*" would be those of a split "train-x" too
                card.Append(CultureInfo.InvariantCulture, $"  - split: {YamlText.Of(split)}\n    path: {files}\n");
            }
        }

        card.Append("---\n\n");
    }

    /// <summary>The hub's names of sizes.</summary>
    private static string Size(long count) => count switch
    {
        < 1_000 => "n<1K",
        < 10_000 => "1K<n<10K",
        < 100_000 => "10K<n<100K",
        < 1_000_000 => "100K<n<1M",
        < 10_000_000 => "1M<n<10M",
        _ => "10M<n<100M",
    };

    private static void WriteCounts(StringBuilder card, DatasetPlan plan, SampleChoice choice)
    {
        card.Append("| class | number |").Append(string.Concat(plan.Splits.Select(s => $" {s} |")));
        card.Append("\n|---|---|").Append(string.Concat(plan.Splits.Select(_ => "---|"))).Append('\n');
        foreach (var (label, name) in plan.Classes.Index())
        {
            card.Append(CultureInfo.InvariantCulture, $"| {name} | {label} |");
            foreach (string split in plan.Splits) card.Append(CultureInfo.InvariantCulture, $" {choice.CountOf(label, split)} |");
            card.Append('\n');
        }

        card.Append('\n');
    }

    private static void WriteOrigin(StringBuilder card, DatasetPlan plan, IShardStore store, CancellationToken cancellationToken)
    {
        using StreamReader run = new(store.Open(ShardNames.Run, cancellationToken), Encoding.UTF8);
        card.Append("## Origin\n\n");
        card.Append(
            CultureInfo.InvariantCulture,
            $"Drawn by LatentDiffusion for .NET as the plan `{plan.Hash}` says (`{ShardNames.Plan}`), by this run:\n\n");
        card.Append("```json\n").Append(run.ReadToEnd().Trim()).Append("\n```\n\n");
        card.Append("The record of each sample has its prompt, seed and settings, and the hashes of its model and of the picture ");
        card.Append("that it was made from.\n\n");
    }

    private static void WriteQuality(StringBuilder card, PlanSettings settings, DatasetCheck check, SampleChoice choice)
    {
        long kept = check.Manifests.Sum(m => (long)m.Manifest.Samples.Count);
        var rejected = check.Manifests.SelectMany(m => m.Manifest.Rejected).GroupBy(r => r.Key, StringComparer.Ordinal)
            .Select(g => (Gate: g.Key, Count: g.Sum(r => (long)r.Value))).OrderBy(r => r.Gate, StringComparer.Ordinal).ToArray();
        card.Append("## Quality\n\n");
        card.Append(CultureInfo.InvariantCulture, $"{kept + rejected.Sum(r => r.Count)} pictures were drawn. ");
        card.Append("Those that a gate rejected were drawn again with other numbers; ");
        card.Append("the reasons are beside the shards (`*.rejected.jsonl`).\n\n");
        card.Append("| gate | rejected |\n|---|---|\n");
        foreach (var (gate, count) in rejected) card.Append(CultureInfo.InvariantCulture, $"| {gate} | {count} |\n");
        if (settings.Gates.Duplicates is not null)
            card.Append(CultureInfo.InvariantCulture, $"| duplicates across shards | {choice.Duplicates.Count} |\n");
        card.Append('\n');
    }
}
