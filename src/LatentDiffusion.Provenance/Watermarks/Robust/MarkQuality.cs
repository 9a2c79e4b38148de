namespace LatentDiffusion.Provenance;

/// <summary>How much of a picture a mark has changed.</summary>
internal sealed class MarkQuality
{
    /// <summary>The least signal to noise that a mark leaves, in dB: of all samples, and of luminance.</summary>
    public const double MinDecibels = 42.05;

    /// <summary>The least structural similarity that a mark leaves: of luminance, and the mean of the three channels'.</summary>
    public const double MinSimilarity = 0.9803;

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

    /// <summary>Whether a marked picture is close enough.</summary>
    public bool Allows(byte[] marked)
    {
        (long error, double luminanceError) = (0, 0);
        for (int i = 0; i < marked.Length; i++) error += (marked[i] - _original[i]) * (marked[i] - _original[i]);
        Plane luminance = Plane.Luminance(_width, _height, marked);
        for (int i = 0; i < luminance.Values.Length; i++)
        {
            float difference = luminance.Values[i] - _luminance.Values[i];
            luminanceError += difference * difference;
        }

        double worst = Math.Max((double)error / marked.Length, luminanceError / luminance.Values.Length);
        if (worst > MaxSquaredError) return false;
        if (_channels.Length == 0) return true;
        if (_channels[0].To(luminance.Values) < MinSimilarity) return false;
        double similarity = 0;
        for (int c = 0; c < 3; c++) similarity += _channels[1 + c].To(Channel(marked, c)) / 3;
        return similarity >= MinSimilarity;
    }

    /// <summary>Mean squared error at <see cref="MinDecibels"/>: 255² / 10^4.205.</summary>
    private const double MaxSquaredError = 65025 / 16032.45;

    private static float[] Channel(byte[] pixels, int channel)
    {
        float[] values = new float[pixels.Length / 3];
        for (int i = 0; i < values.Length; i++) values[i] = pixels[3 * i + channel];
        return values;
    }
}
