using System.Globalization;

namespace LatentDiffusion.Datasets;

/// <summary>What a plan comes to, found by deciding on each of its samples without drawing any.</summary>
public sealed class PlanSummary
{
    private PlanSummary(DatasetPlan plan, IReadOnlyList<SampleRecipe> examples) => (Plan, Examples) = (plan, examples);

    /// <summary>The plan.</summary>
    public DatasetPlan Plan { get; }

    /// <summary>Samples of each class and split: [class][split], without spare ones.</summary>
    public IReadOnlyList<IReadOnlyList<long>> Counts { get; private set; } = [];

    /// <summary>Evaluations of the denoiser, of those samples whose number of steps is known; guidance counts twice.</summary>
    public long Evaluations { get; private set; }

    /// <summary>Samples whose number of steps is the model's own.</summary>
    public long OfUnknownSteps { get; private set; }

    /// <summary>Samples that have the same seed as another.</summary>
    public long RepeatedSeeds { get; private set; }

    /// <summary>The number of different prompts, at most <see cref="MostPrompts"/>.</summary>
    public int Prompts { get; private set; }

    /// <summary>Where the counting of prompts ends.</summary>
    public const int MostPrompts = 100_000;

    /// <summary>Some of the samples.</summary>
    public IReadOnlyList<SampleRecipe> Examples { get; }

    /// <summary>Decides on all samples of a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="examples">How many samples to keep, from all over the plan.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ArgumentException">There are more samples than can be looked through, some 2 thousand million.</exception>
    public static PlanSummary Of(DatasetPlan plan, int examples = 5, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentOutOfRangeException.ThrowIfNegative(examples);
        long total = plan.Count + plan.SpareCount;
        if (total > Array.MaxLength)
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"The plan has {total} samples; at most {Array.MaxLength} are looked through."),
                nameof(plan));
        List<SampleRecipe> kept = [];
        long[][] counts = [.. plan.Classes.Select(_ => new long[plan.Splits.Count])];
        Dictionary<string, int> splits = plan.Splits.Index().ToDictionary(s => s.Item, s => s.Index, StringComparer.Ordinal);
        HashSet<string> prompts = new(StringComparer.Ordinal);
        long[] seeds = new long[total];
        PlanSummary summary = new(plan, kept);
        for (long i = 0; i < total; i++)
        {
            if (i % 4096 == 0) cancellationToken.ThrowIfCancellationRequested();
            SampleRecipe recipe = plan.Recipe(i);
            seeds[i] = recipe.Seed;
            if (i < plan.Count) counts[recipe.Label][splits[recipe.Split]]++;
            if (prompts.Count < MostPrompts) prompts.Add(recipe.Prompt);
            if (kept.Count < examples && i >= kept.Count * total / examples) kept.Add(recipe);
            summary.AddCost(recipe);
        }

        Array.Sort(seeds);
        for (long i = 1; i < total; i++) if (seeds[i] == seeds[i - 1]) summary.RepeatedSeeds++;
        (summary.Counts, summary.Prompts) = (counts, prompts.Count);
        return summary;
    }

    private void AddCost(SampleRecipe recipe)
    {
        if (recipe.Steps is not { } steps)
        {
            OfUnknownSteps++;
            return;
        }

        int run = recipe.Strength is { } strength ? Math.Min((int)(steps * strength), steps) : steps;
        Evaluations += run * (recipe.GuidanceScale is <= 1 ? 1 : 2);
    }
}
