namespace LatentDiffusion.Model;

/// <summary>
/// The sizes at which PixArt and Sana were trained, by aspect ratio: diffusers' <c>ASPECT_RATIO_256_BIN</c> to <c>ASPECT_RATIO_4096_BIN</c>
/// (https://github.com/huggingface/diffusers/blob/v0.42.1/src/diffusers/pipelines/pixart_alpha/pipeline_pixart_alpha.py,
/// pipeline_pixart_sigma.py and https://github.com/huggingface/diffusers/blob/v0.42.1/src/diffusers/pipelines/sana/pipeline_sana.py). They
/// are one table in five scales.
/// </summary>
internal sealed class ResolutionBins
{
    private const int Smallest = 256, Largest = 4096, FirstOfLarge = 2048;

    /// <summary>Heights and widths where the square has 32.</summary>
    private static readonly (int Height, int Width)[] All =
    [
        (16, 64), (16, 62), (16, 60), (16, 58), (18, 56), (18, 54), (18, 52), (20, 50), (20, 48), (22, 46), (22, 44), (22, 42),
        (24, 42), (24, 40), (26, 38), (26, 36), (28, 36), (28, 34), (30, 34), (30, 32), (32, 32), (32, 30), (34, 30), (34, 28),
        (36, 28), (36, 26), (38, 26), (40, 24), (42, 24), (44, 22), (46, 22), (48, 20), (50, 20), (52, 18), (54, 18), (56, 18),
        (58, 16), (60, 16), (62, 16), (64, 16),
    ];

    /// <summary>Those that only the tables from 2048 on have.</summary>
    private static readonly (int Height, int Width)[] OnlyLarge = [(16, 62), (16, 60), (52, 18), (56, 18), (58, 16), (60, 16), (62, 16)];

    private readonly (int Height, int Width)[] _bins;
    private readonly int _scale;

    private ResolutionBins(int size)
    {
        _scale = size / 32;
        _bins = size < FirstOfLarge ? [.. All.Except(OnlyLarge)] : All;
    }

    /// <summary>The bins of a model that was made for squares of a size, in pixels; null where its pipeline has none.</summary>
    /// <param name="size">The size.</param>
    /// <param name="least">The smallest for which the pipeline has a table.</param>
    /// <param name="most">The largest.</param>
    public static ResolutionBins? Of(int size, int least = Smallest, int most = Largest) =>
        size >= least && size <= most && int.IsPow2(size) ? new ResolutionBins(size) : null;

    /// <summary>
    /// The size, in pixels, whose aspect ratio is closest to another's; ratios are rounded to two digits, as the tables have them.
    /// </summary>
    public (int Width, int Height) Closest(int width, int height)
    {
        double ratio = (double)height / width;
        var (rows, columns) = _bins.MinBy(bin => Math.Abs(Math.Round((double)bin.Height / bin.Width, 2) - ratio));
        return (columns * _scale, rows * _scale);
    }
}
