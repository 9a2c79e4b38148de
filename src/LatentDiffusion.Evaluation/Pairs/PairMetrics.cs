namespace LatentDiffusion.Evaluation;

/// <summary>The metrics of pairs of pictures. A new one is one file and one line here.</summary>
public static class PairMetrics
{
    /// <summary>Peak signal-to-noise ratio in dB; infinite for equal pictures.</summary>
    public static PairMetric Psnr { get; } = new PsnrMetric();

    /// <summary>Structural similarity, at most 1.</summary>
    public static PairMetric Ssim { get; } = new SsimMetric();

    /// <summary>Structural similarity on five scales, at most 1.</summary>
    public static PairMetric MsSsim { get; } = new MsSsimMetric();

    /// <summary>All that need no network.</summary>
    public static IReadOnlyList<PairMetric> All { get; } = [Psnr, Ssim, MsSsim];

    /// <summary>The metric that a network is: LPIPS.</summary>
    /// <param name="network">A network that compares pairs; it must live as long as the metric.</param>
    /// <exception cref="EvaluationException">The network gives features of single pictures.</exception>
    public static PairMetric OfNetwork(FeatureNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return network.ComparesPairs
            ? new NetworkPairMetric(network)
            : throw new EvaluationException($"The network '{network.Name}' does not compare pairs of pictures.");
    }
}
