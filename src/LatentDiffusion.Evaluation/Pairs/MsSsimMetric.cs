namespace LatentDiffusion.Evaluation;

/// <summary>
/// MS-SSIM (Wang, Simoncelli and Bovik 2003, https://doi.org/10.1109/ACSSC.2003.1292216, eq. 7): contrast and structure on five scales,
/// each of half the size, and luminance on the last; the mean over the three channels.
/// </summary>
internal sealed class MsSsimMetric : PairMetric
{
    private static readonly double[] Weights = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333]; // section 3.2 of the paper
    private static readonly int Least = StructuralSimilarity.Window << (Weights.Length - 1);

    /// <inheritdoc/>
    public override string Name => "ms-ssim";

    /// <inheritdoc/>
    public override string Meaning => "structural similarity on five scales; 1 for equal pictures";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    protected override double Measure(RgbImage picture, RgbImage reference, CancellationToken cancellationToken)
    {
        if (Math.Min(picture.Width, picture.Height) < Least)
            throw new EvaluationException(
                $"{Name} needs pictures of at least {Least}x{Least}; these are {picture.Width}x{picture.Height}.");
        double sum = 0;
        for (int channel = 0; channel < 3; channel++) sum += OfPlanes(Plane.Of(picture, channel), Plane.Of(reference, channel));
        return sum / 3;
    }

    private static double OfPlanes(Plane a, Plane b)
    {
        double product = 1;
        for (int scale = 0; scale < Weights.Length; scale++)
        {
            var (similarity, contrast) = StructuralSimilarity.Of(a, b);
            bool last = scale == Weights.Length - 1;

            // A negative mean has no power; like other programs, count it as none in common.
            product *= Math.Pow(Math.Max(last ? similarity : contrast, 0), Weights[scale]);
            if (!last) (a, b) = (a.Half(), b.Half());
        }

        return product;
    }
}
