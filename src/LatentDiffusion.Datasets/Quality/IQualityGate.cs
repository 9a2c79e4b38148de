namespace LatentDiffusion.Datasets;

/// <summary>
/// Says whether a sample is kept. Its verdict must follow from picture and recipe alone, so that every worker comes to the same one. Gates
/// run one after another on a thread beside the one that draws.
/// </summary>
public interface IQualityGate
{
    /// <summary>A short name, for records: <c>safety</c>.</summary>
    string Name { get; }

    /// <summary>Looks at a sample.</summary>
    /// <param name="recipe">What decided on it.</param>
    /// <param name="image">The picture.</param>
    /// <param name="cancellationToken">Stops it.</param>
    GateVerdict Check(SampleRecipe recipe, RgbImage image, CancellationToken cancellationToken);
}

/// <summary>What a gate says of a sample.</summary>
/// <param name="Score">What it measured, for the record; null where it measures nothing.</param>
/// <param name="Reason">Why the sample is rejected; null where it is kept.</param>
public readonly record struct GateVerdict(double? Score, string? Reason);
