namespace LatentDiffusion.Evaluation;

/// <summary>10 log₁₀(255² / mean squared difference), over the three channels.</summary>
internal sealed class PsnrMetric : PairMetric
{
    private const double Peak = 255;

    /// <inheritdoc/>
    public override string Name => "psnr";

    /// <inheritdoc/>
    public override string Meaning => "peak signal-to-noise ratio in dB; infinite for equal pictures";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    protected override double Measure(RgbImage picture, RgbImage reference, CancellationToken cancellationToken)
    {
        ReadOnlySpan<byte> a = picture.Pixels, b = reference.Pixels;
        long sum = 0;
        for (int i = 0; i < a.Length; i++) sum += (a[i] - b[i]) * (a[i] - b[i]);
        return 10 * Math.Log10(Peak * Peak * a.Length / sum);
    }
}
