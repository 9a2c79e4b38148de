namespace LatentDiffusion.Provenance;

/// <summary>
/// Where the bits of a <see cref="Watermark"/> lie. Luminance is cut into blocks of 8x8 pixels, and of each block's orthonormal DCT twelve
/// coefficients of low frequency carry one chip each; the mean values of blocks carry another; see <see cref="CoarseTransform"/>. The
/// pattern of chips repeats in tiles of 16x16 blocks, so that a picture of 128x128 pixels has all of it and a larger one many times.
/// </summary>
internal static class MarkLayout
{
    /// <summary>Side of a block in pixels.</summary>
    public const int BlockSize = 8;

    /// <summary>Side of a tile in blocks.</summary>
    public const int TileBlocks = 16;

    /// <summary>Blocks of a tile.</summary>
    public const int TileArea = TileBlocks * TileBlocks;

    /// <summary>Side of a tile in pixels, the smallest picture that holds all of it.</summary>
    public const int TileSize = BlockSize * TileBlocks;

    /// <summary>Chips per block.</summary>
    public const int Coefficients = 13;

    /// <summary>The first coefficients have the wide step and survive WebP; see <see cref="Steps"/>.</summary>
    public const int MainCoefficients = 4;

    /// <summary>Chips of a tile.</summary>
    public const int Chips = Coefficients * TileArea;

    /// <summary>
    /// Chips of each coefficient that are the same for every payload; by them a reader finds where a cropped picture lay.
    /// </summary>
    public const int PilotsPerCoefficient = 40;

    /// <summary>Vertical frequency of each coefficient; the first one stands for the mean values.</summary>
    public static ReadOnlySpan<byte> Vertical => [0, 0, 1, 1, 0, 2, 1, 2, 2, 0, 3, 1, 3];

    /// <summary>Horizontal frequency of each coefficient.</summary>
    public static ReadOnlySpan<byte> Horizontal => [0, 1, 0, 1, 2, 0, 2, 1, 2, 3, 0, 3, 1];

    /// <summary>
    /// Distance at which a coefficient's values mean the same again, in grey levels of the orthonormal transform. A chip's soft value is
    /// sin(2π value / step): spread spectrum where the picture is flat, quantisation index modulation (Chen and Wornell, IEEE Transactions
    /// on Information Theory 47(4), 2001) where it is not. The wide step outlasts WebP's quality 75, whose
    /// errors have a standard deviation of about 4.5; the others are about three steps of JPEG's quality 75.
    /// </summary>
    public static ReadOnlySpan<float> Steps => [32, 32, 32, 32, 18, 18, 18, 18, 18, 18, 18, 18, 18];
}
