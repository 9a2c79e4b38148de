namespace LatentDiffusion.Evaluation;

/// <summary>
/// SSIM (Wang et al. 2004, https://doi.org/10.1109/TIP.2003.819861, eq. 13), with the authors' Gaussian window, where it fits whole; the
/// mean over the three channels.
/// </summary>
internal sealed class SsimMetric : PairMetric
{
    /// <inheritdoc/>
    public override string Name => "ssim";

    /// <inheritdoc/>
    public override string Meaning => "structural similarity; 1 for equal pictures";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    protected override double Measure(RgbImage picture, RgbImage reference, CancellationToken cancellationToken)
    {
        if (Math.Min(picture.Width, picture.Height) < StructuralSimilarity.Window)
            throw new EvaluationException(
                $"{Name} needs pictures of at least {StructuralSimilarity.Window}x{StructuralSimilarity.Window}; "
                + $"these are {picture.Width}x{picture.Height}.");
        double sum = 0;
        for (int channel = 0; channel < 3; channel++)
            sum += StructuralSimilarity.Of(Plane.Of(picture, channel), Plane.Of(reference, channel)).Similarity;
        return sum / 3;
    }
}
