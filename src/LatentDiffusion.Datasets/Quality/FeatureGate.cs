using LatentDiffusion.Evaluation;

namespace LatentDiffusion.Datasets;

/// <summary>Rejects samples that are near to no real picture of their class.</summary>
internal sealed class FeatureGate : IQualityGate
{
    private readonly FeatureNetwork _network;
    private readonly double _least;
    private readonly NearestFeatures[] _real;

    /// <summary>Makes the gate.</summary>
    /// <param name="plan">The plan, whose classes must have real pictures.</param>
    /// <param name="network">A network with features.</param>
    /// <param name="least">The least cosine to the nearest real picture that passes.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="PlanException">A class has no real pictures.</exception>
    public FeatureGate(PlanSettings plan, FeatureNetwork network, double least, CancellationToken cancellationToken)
    {
        (_network, _least) = (network, least);
        _real = [.. plan.Classes.Select(c => c.Real is { } folder
            ? new NearestFeatures(network, folder, cancellationToken)
            : throw new PlanException(plan.File, c.Line, $"the gate 'feature' needs 'real' pictures of the class '{c.Name}'."))];
    }

    /// <inheritdoc/>
    public string Name => "feature";

    /// <inheritdoc/>
    public GateVerdict Check(SampleRecipe recipe, RgbImage image, CancellationToken cancellationToken)
    {
        var (_, cosine) = _real[recipe.Label].Find(_network.Extract([image], cancellationToken)[0]);
        return new GateVerdict(cosine, cosine < _least
            ? FormattableString.Invariant($"feature: the cosine to the nearest real picture is {cosine}, below {_least}") : null);
    }
}
