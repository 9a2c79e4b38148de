using System.Globalization;

namespace LatentDiffusion.Datasets;

/// <summary>Everything that decides on a sample. What is null is the model's own.</summary>
public sealed record SampleRecipe
{
    /// <summary>Its number within the plan, from 0.</summary>
    public required long Index { get; init; }

    /// <summary>Its number as nine digits, by which its files go.</summary>
    public string Key => KeyOf(Index);

    /// <summary>The attempt, from 0; a rejected sample is drawn again with other numbers.</summary>
    public required int Attempt { get; init; }

    /// <summary>The split that it belongs to.</summary>
    public required string Split { get; init; }

    /// <summary>Its class.</summary>
    public required string Class { get; init; }

    /// <summary>The number of its class, from 0.</summary>
    public required int Label { get; init; }

    /// <summary>What it is made from.</summary>
    public required DatasetMode Mode { get; init; }

    /// <summary>The model.</summary>
    public required string Model { get; init; }

    /// <summary>Scales of the model's adapters, in the order of the plan.</summary>
    public required IReadOnlyList<KeyValuePair<string, double>> Adapters { get; init; }

    /// <summary>The prompt.</summary>
    public required string Prompt { get; init; }

    /// <summary>What it is said to show.</summary>
    public required string Caption { get; init; }

    /// <summary>The negative prompt.</summary>
    public string? NegativePrompt { get; init; }

    /// <summary>The values that stand in the prompt.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Attributes { get; init; }

    /// <summary>The seed, 0 to below 2^53.</summary>
    public required long Seed { get; init; }

    /// <summary>The scheduler.</summary>
    public string? Scheduler { get; init; }

    /// <summary>The number of steps.</summary>
    public int? Steps { get; init; }

    /// <summary>The guidance scale.</summary>
    public double? GuidanceScale { get; init; }

    /// <summary>The strength, where it starts from a picture.</summary>
    public double? Strength { get; init; }

    /// <summary>Scale of the ControlNet, where it follows one.</summary>
    public double? ControlScale { get; init; }

    /// <summary>The picture that it is made from: a path within its folder; null for <see cref="DatasetMode.Text"/>.</summary>
    public string? Source { get; init; }

    /// <summary>How many samples before it are made from the same picture.</summary>
    public long Variant { get; init; }

    /// <summary>The picture that it is made from.</summary>
    internal PictureSource? Picture { get; init; }

    /// <summary>The key of a number.</summary>
    internal static string KeyOf(long index) => index.ToString("D9", CultureInfo.InvariantCulture);
}
