namespace LatentDiffusion.Evaluation;

/// <summary>A measure of how far a picture is from the one it should be. <see cref="PairMetrics"/> lists them.</summary>
public abstract class PairMetric
{
    /// <summary>The name on the command line, for example <c>psnr</c>.</summary>
    public abstract string Name { get; }

    /// <summary>What it measures, in one line.</summary>
    public abstract string Meaning { get; }

    /// <summary>Which way is better.</summary>
    public abstract bool HigherIsBetter { get; }

    /// <summary>Measures a pair.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="reference">What it should be, of the same size.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="EvaluationException">The sizes differ, or are too small for the metric.</exception>
    public double Compute(RgbImage picture, RgbImage reference, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(reference);
        if ((picture.Width, picture.Height) != (reference.Width, reference.Height))
            throw new EvaluationException(
                $"{Name} compares pictures of one size; these are {picture.Width}x{picture.Height} and "
                + $"{reference.Width}x{reference.Height}.");
        return Measure(picture, reference, cancellationToken);
    }

    /// <summary>The definition, on pictures of one size.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="reference">What it should be.</param>
    /// <param name="cancellationToken">Stops it.</param>
    protected abstract double Measure(RgbImage picture, RgbImage reference, CancellationToken cancellationToken);
}
