namespace LatentDiffusion.Evaluation;

/// <summary>The distance that a network gives (LPIPS, Zhang et al. 2018, https://arxiv.org/abs/1801.03924).</summary>
/// <param name="network">The network.</param>
internal sealed class NetworkPairMetric(FeatureNetwork network) : PairMetric
{
    /// <inheritdoc/>
    public override string Name => network.Name;

    /// <inheritdoc/>
    public override string Meaning => "distance between the activations of a network; 0 for equal pictures";

    /// <inheritdoc/>
    public override bool HigherIsBetter => false;

    /// <inheritdoc/>
    protected override double Measure(RgbImage picture, RgbImage reference, CancellationToken cancellationToken) =>
        network.Compare(picture, reference, cancellationToken);
}
