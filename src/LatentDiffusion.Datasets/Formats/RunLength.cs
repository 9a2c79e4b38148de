namespace LatentDiffusion.Datasets;

/// <summary>Masks as COCO has them uncompressed: lengths of runs down the columns, beginning with one that is not the object.</summary>
internal static class RunLength
{
    /// <summary>The lengths, and the number of pixels of the object.</summary>
    public static (IReadOnlyList<int> Counts, int Area) Of(RgbImage mask)
    {
        List<int> counts = [];
        int run = 0, area = 0;
        bool inside = false;
        for (int x = 0; x < mask.Width; x++)
            for (int y = 0; y < mask.Height; y++)
            {
                bool now = MaskImage.IsObject(mask, y * mask.Width + x);
                if (now != inside)
                {
                    counts.Add(run);
                    (run, inside) = (0, now);
                }

                run++;
                if (now) area++;
            }

        counts.Add(run);
        return (counts, area);
    }
}
