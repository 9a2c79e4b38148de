using System.Globalization;
using LatentDiffusion.Datasets;

namespace LatentDiffusion.Cli;

/// <summary>Prints what a plan comes to.</summary>
internal static class DatasetDryRun
{
    /// <summary>Decides on all samples, and prints counts, cost and examples.</summary>
    public static int Write(DatasetPlan plan, int examples, CancellationToken cancellationToken)
    {
        PlanSummary summary = PlanSummary.Of(plan, examples, cancellationToken);
        Line("plan", plan.Hash);
        Line("samples", $"{plan.Count}");
        if (plan.SpareCount > 0) Line("spare", $"{plan.SpareCount}");
        Line("shards", $"{plan.ShardCount}");
        Line("prompts", $"{summary.Prompts}{(summary.Prompts == PlanSummary.MostPrompts ? " or more" : "")}");
        if (summary.Evaluations > 0) Line("cost", $"{summary.Evaluations} evaluations of the denoiser");
        if (summary.OfUnknownSteps > 0)
            Line(summary.Evaluations > 0 ? "" : "cost", $"{summary.OfUnknownSteps} samples of as many steps as the model has of its own");
        if (summary.RepeatedSeeds > 0) Line("seeds", $"{summary.RepeatedSeeds} samples have the seed of another");
        Console.Out.WriteLine();
        TextTable.Write(
            ["class", .. plan.Splits],
            [.. plan.Classes.Index().Select(c => (IReadOnlyList<string>)
                [c.Item, .. summary.Counts[c.Index].Select(n => n.ToString(CultureInfo.InvariantCulture))])]);
        foreach (SampleRecipe recipe in summary.Examples) Write(recipe);
        return 0;
    }

    private static void Write(SampleRecipe recipe)
    {
        Console.Out.WriteLine();
        Line("sample", recipe.Key);
        Line("class", $"{recipe.Class} ({recipe.Split})");
        Line("prompt", recipe.Prompt);
        if (recipe.NegativePrompt is { Length: > 0 } negative) Line("negative", negative);
        if (recipe.Caption != recipe.Prompt) Line("caption", recipe.Caption);
        if (recipe.Source is { } source) Line("source", $"{source} ({recipe.Mode.ToString().ToLowerInvariant()})");
        string[] settings =
        [
            FormattableString.Invariant($"model {recipe.Model}"), FormattableString.Invariant($"seed {recipe.Seed}"),
            Setting("scheduler", recipe.Scheduler), Setting("steps", recipe.Steps), Setting("guidance", recipe.GuidanceScale),
            Setting("strength", recipe.Strength), .. recipe.Adapters.Select(a => Setting(a.Key, a.Value)),
        ];
        Line("settings", string.Join(", ", settings.Where(s => s.Length > 0)));
    }

    private static string Setting(string name, object? value) =>
        value is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{name} {value}");

    private static void Line(string name, FormattableString value) => Line(name, value.ToString(CultureInfo.InvariantCulture));

    private static void Line(string name, string value) => Console.Out.WriteLine($"{name,-10} {value}");
}
