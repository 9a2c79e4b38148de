namespace LatentDiffusion.Provenance;

/// <summary>How much of a picture a mark has changed.</summary>
internal sealed class MarkQuality
{
    /// <summary>The least signal to noise that a mark leaves, in dB: of all samples, and of luminance.</summary>
    public const double MinDecibels = 42.02;

    /// <summary>The least structural similarity that a mark leaves: of luminance, and the mean of the three channels'.</summary>
    public const double MinSimilarity = 0.9801;

    private readonly byte[] _original;
    private readonly int _width, _height;
    private readonly Plane _luminance;
    private readonly ChannelSimilarity[] _channels = [];

    /// <summary>Prepares for comparisons with a picture.</summary>
    public MarkQuality(RgbImage image, Plane luminance)
    {
        (_original, _width, _height, _luminance) = (image.Pixels.ToArray(), image.Width, image.Height, luminance);
        if (Math.Min(_width, _height) <= 2 * GaussianWindow.Radius) return;
        float[][] planes = [luminance.Values, Channel(_original, 0), Channel(_original, 1), Channel(_original, 2)];
        _channels = [.. planes.Select(plane => new ChannelSimilarity(plane, _width, _height))];
    }

    /// <summary>The sum of squared changes of luminance that is allowed.</summary>
    public double ErrorBudget => MaxSquaredError * _luminance.Values.Length;

    /// <summary>The sum of losses of similarity over pixels that is allowed.</summary>
    public double SimilarityBudget => _channels.Length == 0 ? double.PositiveInfinity : (1 - MinSimilarity) * _luminance.Values.Length;

    /// <summary>
    /// How much similarity an error costs in a block: as structure, the mean of 1 / (2 variance + C2) over its pixels, and as brightness,
    /// the mean of 1 / (2 mean² + C1); 0 where the picture is too small for similarity.
    /// </summary>
    /// <param name="channel">0 for luminance, 1 to 3 for red, green and blue.</param>
    /// <param name="left">Column where the block begins.</param>
    /// <param name="top">Row where the block begins.</param>
    public (float Structure, float Brightness) WeightsAt(int channel, int left, int top)
    {
        const int size = MarkLayout.BlockSize, area = size * size;
        if (_channels.Length == 0) return (0, 0);
        (float structure, float brightness) = (0, 0);
        for (int i = 0; i < area; i++)
        {
            (float mean, float variance) = _channels[channel].Around(left + i % size, top + i / size);
            structure += 1 / (2 * variance + ChannelSimilarity.C2) / area;
            brightness += 1 / (2 * mean * mean + ChannelSimilarity.C1) / area;
        }

        return (structure, brightness);
    }

    /// <summary>
    /// What a mark has used of what is allowed: of squared error and of similarity, at most 1 each where it is close enough.
    /// </summary>
    public (double Error, double Similarity) Used(byte[] marked)
    {
        (long error, double luminanceError) = (0, 0);
        for (int i = 0; i < marked.Length; i++) error += (marked[i] - _original[i]) * (marked[i] - _original[i]);
        Plane luminance = Plane.Luminance(_width, _height, marked);
        for (int i = 0; i < luminance.Values.Length; i++)
        {
            float difference = luminance.Values[i] - _luminance.Values[i];
            luminanceError += difference * difference;
        }

        double worst = Math.Max((double)error / marked.Length, luminanceError / luminance.Values.Length) / MaxSquaredError;
        if (_channels.Length == 0) return (worst, 0);
        double colour = 0;
        for (int c = 0; c < 3; c++) colour += _channels[1 + c].To(Channel(marked, c)) / 3;
        return (worst, (1 - Math.Min(colour, _channels[0].To(luminance.Values))) / (1 - MinSimilarity));
    }

    /// <summary>Mean squared error at <see cref="MinDecibels"/>: 255² / 10^4.202.</summary>
    private const double MaxSquaredError = 65025 / 15922.09;

    private static float[] Channel(byte[] pixels, int channel)
    {
        float[] values = new float[pixels.Length / 3];
        for (int i = 0; i < values.Length; i++) values[i] = pixels[3 * i + channel];
        return values;
    }
}
