namespace LatentDiffusion.Datasets;

/// <summary>Rejects pictures of one colour: where the standard deviation of each channel's values is below a bound.</summary>
/// <param name="least">The least deviation that passes, of values from 0 to 255, of the channel that deviates most.</param>
internal sealed class UniformGate(double least) : IQualityGate
{
    /// <inheritdoc/>
    public string Name => "uniform";

    /// <inheritdoc/>
    public GateVerdict Check(SampleRecipe recipe, RgbImage image, CancellationToken cancellationToken)
    {
        ReadOnlySpan<byte> pixels = image.Pixels;
        Span<long> sums = stackalloc long[3], squares = stackalloc long[3];
        for (int i = 0; i < pixels.Length; i += 3)
            for (int c = 0; c < 3; c++)
            {
                int value = pixels[i + c];
                sums[c] += value;
                squares[c] += value * value;
            }

        double count = pixels.Length / 3.0, most = 0;
        for (int c = 0; c < 3; c++)
        {
            double mean = sums[c] / count;
            most = Math.Max(most, Math.Sqrt(Math.Max(0, squares[c] / count - mean * mean)));
        }

        double score = Math.Round(most, 4);
        return new GateVerdict(
            score, score < least ? FormattableString.Invariant($"uniform: its values deviate by {score}, less than {least}") : null);
    }
}
