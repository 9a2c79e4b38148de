using System.Numerics;

namespace LatentDiffusion.Datasets;

/// <summary>
/// The perceptual hash of a picture: which of the 64 lowest frequencies of its cosine transform at 32x32 lie above their median, as
/// <c>phash</c> of the Python package imagehash computes it.
/// </summary>
internal static class PerceptualHash
{
    private const int Side = 32, Kept = 8;
    private static readonly double[] Cosines = MakeCosines();

    /// <summary>Computes it.</summary>
    public static ulong Of(RgbImage image)
    {
        RgbImage small = Gray(image).Resize(Side, Side);
        double[] rows = new double[Kept * Side], low = new double[Kept * Kept];
        for (int u = 0; u < Kept; u++) // columns first, as imagehash does
            for (int x = 0; x < Side; x++)
                for (int y = 0; y < Side; y++)
                    rows[u * Side + x] += Cosines[u * Side + y] * small.Pixels[3 * (y * Side + x)];
        for (int u = 0; u < Kept; u++)
            for (int v = 0; v < Kept; v++)
                for (int x = 0; x < Side; x++)
                    low[u * Kept + v] += Cosines[v * Side + x] * rows[u * Side + x];
        double[] sorted = [.. low.Order()];
        double median = (sorted[31] + sorted[32]) / 2;
        ulong hash = 0;
        foreach (double value in low) hash = hash << 1 | (value > median ? 1UL : 0);
        return hash;
    }

    /// <summary>The number of bits in which two hashes differ.</summary>
    public static int Distance(ulong a, ulong b) => BitOperations.PopCount(a ^ b);

    /// <summary>Luminance as Pillow's <c>convert("L")</c> computes it: ITU-R 601-2 in 16 bits.</summary>
    private static RgbImage Gray(RgbImage image)
    {
        ReadOnlySpan<byte> rgb = image.Pixels;
        byte[] gray = new byte[rgb.Length];
        for (int i = 0; i < rgb.Length; i += 3)
            gray.AsSpan(i, 3).Fill((byte)((19595 * rgb[i] + 38470 * rgb[i + 1] + 7471 * rgb[i + 2] + 0x8000) >> 16));
        return new RgbImage(image.Width, image.Height, gray);
    }

    private static double[] MakeCosines()
    {
        double[] table = new double[Kept * Side];
        for (int u = 0; u < Kept; u++)
            for (int x = 0; x < Side; x++) table[u * Side + x] = Math.Cos(Math.PI * (2 * x + 1) * u / (2 * Side));
        return table;
    }
}
