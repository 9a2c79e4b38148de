namespace LatentDiffusion.Provenance;

/// <summary>Sizes that a picture may have had when it was marked, if it was resized since.</summary>
internal static class FormerSizes
{
    /// <summary>
    /// Sides of pictures by most models are multiples of the first; the other side is one of the second, but for rounding.
    /// </summary>
    private const int Step = 64, OtherStep = 8;

    /// <summary>By how much it may have been made larger or smaller.</summary>
    private const double MostShrunk = 2.2, MostEnlarged = 2.2;

    /// <summary>Larger ones are not tried, for the time that it takes.</summary>
    private const int MaxPixels = 2 * 1024 * 1024;

    /// <summary>
    /// Pixels of all sizes together: as many as a square picture can have had. A narrow strip could have had hundreds of sizes.
    /// </summary>
    private const long MaxPixelsInAll = 16 * 1024 * 1024;

    /// <summary>Gives the sizes, those nearest to the present one first.</summary>
    public static List<(int Width, int Height)> Of(int width, int height)
    {
        var sizes = new List<(int Width, int Height)>();
        for (int former = Step; former <= MostShrunk * width; former += Step)
        {
            double other = (double)height * former / width;
            int rounded = (int)Math.Round(other / OtherStep) * OtherStep;
            bool fits = Math.Abs(other - rounded) <= 0.5 + 0.5 * former / width;
            bool possible = former * MostEnlarged >= width && former != width && rounded >= Step && (long)former * rounded <= MaxPixels;
            if (fits && possible) sizes.Add((former, rounded));
        }

        long pixels = 0;
        return
        [
            .. sizes.OrderBy(size => Math.Abs(Math.Log((double)size.Width / width)))
                .TakeWhile(size => (pixels += (long)size.Width * size.Height) <= MaxPixelsInAll),
        ];
    }
}
