namespace LatentDiffusion.Provenance;

/// <summary>
/// Does to a marked picture what is hardest for it, and looks what score a reader sees: WebP at quality 75, which only main coefficients
/// survive, and 10 % more light, which wipes out what lies in white.
/// </summary>
internal static class MarkTrial
{
    private const int Quality = 75;

    private const float Light = 1.1f;

    /// <summary>What a reader asks for, about.</summary>
    public const double Enough = 10.8;

    /// <summary>The scores after compression and after more light.</summary>
    /// <param name="marked">The marked picture.</param>
    /// <param name="signs">The sign of each chip of a tile.</param>
    public static (double Compressed, double Lit) Of(RgbImage marked, float[] signs)
    {
        byte[] lit = new byte[marked.Pixels.Length];
        for (int i = 0; i < lit.Length; i++) lit[i] = (byte)Math.Min(255, (int)MathF.Round(marked.Pixels[i] * Light));
        double compressed = Score(RgbImage.Decode(marked.Encode(ImageFormat.Webp, Quality)), 1, signs);
        return (compressed, Score(new RgbImage(marked.Width, marked.Height, lit), 1 / Light, signs));
    }

    private static double Score(RgbImage image, float gain, float[] signs)
    {
        Plane luminance = Plane.Luminance(image.Width, image.Height, image.Pixels);
        float[] coefficients = BlockTransform.ByCoefficient(luminance, default), tile = new float[MarkLayout.Chips];
        double best = 0;
        foreach (SkippedBlocks kind in Enum.GetValues<SkippedBlocks>())
        {
            bool[]? skipped = SoftTile.Skipped(luminance, default, kind);
            SoftTile.Fold(coefficients, image.Width / MarkLayout.BlockSize, gain, MarkLayout.Coefficients, default, skipped, tile);
            foreach (int count in (int[])[MarkLayout.MainCoefficients * MarkLayout.TileArea, MarkLayout.Chips])
                best = Math.Max(best, FalseAlarm.Score(signs.AsSpan(0, count), tile.AsSpan(0, count)));
        }

        return best;
    }
}
