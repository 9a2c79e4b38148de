using System.Numerics.Tensors;

namespace LatentDiffusion.Provenance;

/// <summary>
/// Structural similarity of one channel to a changed one (Wang, Bovik, Sheikh and Simoncelli, IEEE Transactions on Image Processing 13(4),
/// 2004), with their window and constants. What depends on the first channel alone is computed once.
/// </summary>
internal sealed class ChannelSimilarity
{
    /// <summary>What keeps the structure term from noise in flat parts: (0.03 * 255)².</summary>
    public const float C2 = 0.03f * 255 * (0.03f * 255);

    /// <summary>What keeps the brightness term from noise in the dark: (0.01 * 255)².</summary>
    public const float C1 = 0.01f * 255 * (0.01f * 255);

    private readonly int _width, _height;
    private readonly float[] _values, _mean, _variance;

    /// <summary>Looks at a channel of at least 11x11 pixels.</summary>
    public ChannelSimilarity(float[] values, int width, int height)
    {
        (_values, _width, _height) = (values, width, height);
        _mean = GaussianWindow.Average(values, width, height);
        _variance = Product(values, values, _mean, _mean);
    }

    /// <summary>
    /// Mean and variance of the first channel around a pixel, or around the nearest whose window lies within the picture.
    /// </summary>
    public (float Mean, float Variance) Around(int x, int y)
    {
        (int across, int down) = (_width - 2 * GaussianWindow.Radius, _height - 2 * GaussianWindow.Radius);
        int i = Math.Clamp(y - GaussianWindow.Radius, 0, down - 1) * across + Math.Clamp(x - GaussianWindow.Radius, 0, across - 1);
        return (_mean[i], MathF.Max(0, _variance[i]));
    }

    /// <summary>The mean similarity, 1 for equal channels.</summary>
    public double To(float[] changed)
    {
        float[] mean = GaussianWindow.Average(changed, _width, _height);
        float[] variance = Product(changed, changed, mean, mean), covariance = Product(_values, changed, _mean, mean);
        double sum = 0;
        for (int i = 0; i < mean.Length; i++)
        {
            float luminance = (2 * _mean[i] * mean[i] + C1) / (_mean[i] * _mean[i] + mean[i] * mean[i] + C1);
            sum += luminance * ((2 * covariance[i] + C2) / (_variance[i] + variance[i] + C2));
        }

        return sum / mean.Length;
    }

    /// <summary>Average of a product, less the product of averages.</summary>
    private float[] Product(float[] a, float[] b, float[] meanA, float[] meanB)
    {
        float[] product = new float[a.Length], means = new float[meanA.Length];
        TensorPrimitives.Multiply(a, b, product);
        float[] result = GaussianWindow.Average(product, _width, _height);
        TensorPrimitives.Multiply(meanA, meanB, means);
        TensorPrimitives.Subtract(result, means, result);
        return result;
    }
}
