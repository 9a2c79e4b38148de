namespace LatentDiffusion.Provenance;

/// <summary>
/// For each place of a resized line, the places of the source that count and their weights: a cubic of radius 2 with a = -0.5 (Keys 1981),
/// widened where a line shrinks.
/// </summary>
internal sealed class CubicWeights
{
    private const int Radius = 2;

    private readonly (int First, int Count)[] _windows;
    private readonly float[] _weights;
    private readonly int _stride;

    /// <summary>Computes the weights.</summary>
    /// <param name="source">Length of the source.</param>
    /// <param name="target">Length of the result.</param>
    public CubicWeights(int source, int target)
    {
        double scale = (double)source / target, widening = Math.Max(scale, 1), support = Radius * widening;
        _stride = (int)Math.Ceiling(support) * 2 + 1;
        (_windows, _weights) = (new (int, int)[target], new float[target * _stride]);
        for (int i = 0; i < target; i++)
        {
            double centre = (i + 0.5) * scale, sum = 0;
            int first = Math.Max((int)(centre - support + 0.5), 0), end = Math.Min((int)(centre + support + 0.5), source);
            for (int t = first; t < end; t++) sum += Cubic((t + 0.5 - centre) / widening);
            for (int t = first; t < end; t++) _weights[i * _stride + t - first] = (float)(Cubic((t + 0.5 - centre) / widening) / sum);
            _windows[i] = (first, end - first);
        }
    }

    /// <summary>The first place of the source that counts for one of the result.</summary>
    public int First(int target) => _windows[target].First;

    /// <summary>The weights from there on.</summary>
    public ReadOnlySpan<float> Of(int target) => _weights.AsSpan(target * _stride, _windows[target].Count);

    private static double Cubic(double x)
    {
        double distance = Math.Abs(x);
        return distance < 1 ? (1.5 * distance - 2.5) * distance * distance + 1
            : distance < 2 ? ((-0.5 * distance + 2.5) * distance - 4) * distance + 2 : 0;
    }
}
