namespace LatentDiffusion.Provenance;

/// <summary>
/// The transform of invisible-watermark's dwtDct method on one channel: one level of the Haar wavelet, as PyWavelets computes it in double
/// precision, and the largest entry of each 4x4 block of its low band. In spite of the method's name it takes no DCT.
/// </summary>
internal sealed class DwtDctFrame
{
    /// <summary>Side of a block of the low band, which covers twice as many pixels.</summary>
    private const int Block = 4;

    /// <summary>PyWavelets' coefficient of the Haar wavelet.</summary>
    private const double C = 0.70710678118654757;

    private readonly int _width, _height;
    private readonly double[] _low, _horizontal, _vertical, _diagonal;

    /// <summary>Transforms a channel.</summary>
    /// <param name="channel">Its values, row after row.</param>
    /// <param name="stride">Length of a row.</param>
    /// <param name="width">How much of a row counts, a multiple of 4.</param>
    /// <param name="height">How many rows count, a multiple of 4.</param>
    public DwtDctFrame(ReadOnlySpan<byte> channel, int stride, int width, int height)
    {
        (_width, _height) = (width / 2, height / 2);
        (_low, _horizontal) = (new double[_width * _height], new double[_width * _height]);
        (_vertical, _diagonal) = (new double[_width * _height], new double[_width * _height]);
        for (int y = 0, i = 0; y < _height; y++)
        {
            ReadOnlySpan<byte> top = channel[(2 * y * stride)..], bottom = channel[((2 * y + 1) * stride)..];
            for (int x = 0; x < _width; x++, i++)
            {
                // Columns first, then rows, as dwt2 goes through the axes.
                double lowLeft = C * bottom[2 * x] + C * top[2 * x], lowRight = C * bottom[2 * x + 1] + C * top[2 * x + 1];
                double highLeft = -C * bottom[2 * x] + C * top[2 * x], highRight = -C * bottom[2 * x + 1] + C * top[2 * x + 1];
                (_low[i], _vertical[i]) = (C * lowRight + C * lowLeft, -C * lowRight + C * lowLeft);
                (_horizontal[i], _diagonal[i]) = (C * highRight + C * highLeft, -C * highRight + C * highLeft);
            }
        }
    }

    /// <summary>Number of whole blocks; those at the right and lower edge that are cut off carry nothing.</summary>
    public int Blocks => _width / Block * (_height / Block);

    /// <summary>Position of the largest entry of a block, the first one left out; the earlier one where two are equal.</summary>
    private int Largest(int block)
    {
        int across = _width / Block, start = block / across * Block * _width + block % across * Block;
        int best = start + 1;
        for (int i = 2; i < Block * Block; i++)
        {
            int position = start + i / Block * _width + i % Block;
            if (Math.Abs(_low[position]) > Math.Abs(_low[best])) best = position;
        }

        return best;
    }

    /// <summary>Reads a block's bit: whether its largest entry lies in the upper half of its step.</summary>
    /// <param name="block">Number of the block, row after row.</param>
    /// <param name="step">The quantisation step.</param>
    public bool Read(int block, double step) => Math.Abs(_low[Largest(block)]) % step > 0.5 * step;

    /// <summary>Moves a block's largest entry to where its bit is read with the most room.</summary>
    /// <param name="block">Number of the block, row after row.</param>
    /// <param name="step">The quantisation step.</param>
    /// <param name="bit">The bit.</param>
    public void Write(int block, double step, bool bit)
    {
        int position = Largest(block);
        double value = Math.Abs(_low[position]), moved = (FloorDivide(value, step) + 0.25 + (bit ? 0.5 : 0)) * step;
        _low[position] = _low[position] >= 0 ? moved : -moved;
    }

    /// <summary>
    /// Transforms back, with the horizontal and the vertical details exchanged, as the original does; values are cut to whole numbers.
    /// </summary>
    /// <param name="channel">The channel that was transformed; the part that counts is overwritten.</param>
    /// <param name="stride">Length of a row.</param>
    public void Restore(Span<byte> channel, int stride)
    {
        for (int y = 0, i = 0; y < _height; y++)
        {
            Span<byte> top = channel[(2 * y * stride)..], bottom = channel[((2 * y + 1) * stride)..];
            for (int x = 0; x < _width; x++, i++)
            {
                // Rows first here: what follows "low" and "high" is left, then right.
                double lowLeft = C * _low[i] + C * _horizontal[i], lowRight = C * _low[i] - C * _horizontal[i];
                double highLeft = C * _vertical[i] + C * _diagonal[i], highRight = C * _vertical[i] - C * _diagonal[i];
                (top[2 * x], top[2 * x + 1]) = (Cut(C * lowLeft + C * highLeft), Cut(C * lowRight + C * highRight));
                (bottom[2 * x], bottom[2 * x + 1]) = (Cut(C * lowLeft - C * highLeft), Cut(C * lowRight - C * highRight));
            }
        }
    }

    private static byte Cut(double value) => (byte)(int)value;

    /// <summary>Python's floor division of a positive number, whose last digit the plain quotient can miss.</summary>
    private static double FloorDivide(double value, double step)
    {
        double quotient = (value - value % step) / step, floor = Math.Floor(quotient);
        return quotient - floor > 0.5 ? floor + 1 : floor;
    }
}
