namespace LatentDiffusion.Imaging;

/// <summary>
/// For every pixel of a resized row or column, the first source pixel that counts and the weights from there on, as Pillow's
/// <c>precompute_coeffs</c> and <c>normalize_coeffs_8bpc</c> give them
/// (https://github.com/python-pillow/Pillow/blob/main/src/libImaging/Resample.c).
/// </summary>
internal sealed class ResampleWeights
{
    /// <summary>Fraction bits of a weight: 32, less 8 for the pixel and 2 for the overshoot of cubic and sinc.</summary>
    public const int Precision = 32 - 8 - 2;

    private readonly int[] _weights;
    private readonly (int First, int Count)[] _windows;
    private readonly int _stride;

    /// <summary>
    /// Computes the weights for a change from <paramref name="source"/> to <paramref name="target"/> pixels, for so many target pixels from
    /// a first one on, which is number 0 of the result.
    /// </summary>
    public ResampleWeights(int source, int target, ResampleFilter filter, int start, int length)
    {
        double scale = (double)source / target, widening = Math.Max(scale, 1), support = Radius(filter) * widening;
        _stride = (int)Math.Ceiling(support) * 2 + 1;
        _weights = new int[checked(length * _stride)];
        _windows = new (int, int)[length];
        double[] exact = new double[_stride];
        for (int i = 0; i < length; i++)
        {
            double center = (start + i + 0.5) * scale;
            int first = Math.Max((int)(center - support + 0.5), 0);
            int count = Math.Min((int)(center + support + 0.5), source) - first;
            double sum = 0;
            for (int k = 0; k < count; k++) sum += exact[k] = Kernel(filter, (k + first - center + 0.5) * (1 / widening));
            for (int k = 0; k < count; k++) _weights[i * _stride + k] = Fixed(sum == 0 ? exact[k] : exact[k] / sum);
            _windows[i] = (first, count);
        }
    }

    /// <summary>The source pixels that count for any of the target pixels: the first, and how many.</summary>
    public (int First, int Count) Sources
    {
        get
        {
            int first = _windows.Min(window => window.First);
            return (first, _windows.Max(window => window.First + window.Count) - first);
        }
    }

    /// <summary>First source pixel of a target pixel.</summary>
    public int First(int target) => _windows[target].First;

    /// <summary>Weights of a target pixel, in units of 2^-<see cref="Precision"/>.</summary>
    public ReadOnlySpan<int> Weights(int target) => _weights.AsSpan(target * _stride, _windows[target].Count);

    private static int Fixed(double weight) => (int)((weight < 0 ? -0.5 : 0.5) + weight * (1 << Precision));

    private static int Radius(ResampleFilter filter) => filter switch
    {
        ResampleFilter.Bilinear => 1,
        ResampleFilter.Bicubic => 2,
        ResampleFilter.Lanczos => 3,
        _ => throw new ArgumentOutOfRangeException(nameof(filter), filter, "The filter must be Nearest, Bilinear, Bicubic or Lanczos."),
    };

    // The order of operations is Pillow's, since it decides the last bit.
    private static double Kernel(ResampleFilter filter, double x)
    {
        const double A = -0.5;
        double distance = Math.Abs(x);
        return filter switch
        {
            ResampleFilter.Bilinear => distance < 1 ? 1 - distance : 0,
            ResampleFilter.Bicubic when distance < 1 => ((A + 2) * distance - (A + 3)) * distance * distance + 1,
            ResampleFilter.Bicubic => distance < 2 ? (((distance - 5) * distance + 8) * distance - 4) * A : 0,
            _ => x is >= -3 and < 3 ? Sinc(x) * Sinc(x / 3) : 0,
        };
    }

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(x * Math.PI) / (x * Math.PI);
}
