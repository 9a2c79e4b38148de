namespace LatentDiffusion.Provenance;

/// <summary>What a change of a block's luminance costs.</summary>
/// <param name="Inflation">Mean squared error of the channels for a change by 1.</param>
/// <param name="Structure">Loss of similarity for each squared change that its window takes for structure.</param>
/// <param name="Brightness">The same for those that it takes for brightness, which counts only in the dark.</param>
internal readonly record struct MarkCost(float Inflation, float Structure, float Brightness)
{
    /// <summary>Costs of all blocks of a picture.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="quality">Knows its similarity to others.</param>
    public static MarkCost[] Of(RgbImage image, MarkQuality quality)
    {
        const int size = MarkLayout.BlockSize, area = size * size;
        int across = image.Width / size;
        var costs = new MarkCost[across * (image.Height / size)];
        for (int b = 0; b < costs.Length; b++)
        {
            (int left, int top) = (b % across * size, b / across * size);
            (float red, float green, float blue) = (0, 0, 0);
            for (int i = 0; i < area; i++)
            {
                int at = 3 * ((top + i / size) * image.Width + left + i % size);
                (float r, float g, float bl) = LuminanceShift.Unit(image.Pixels.Slice(at, 3));
                (red, green, blue) = (red + r * r / area, green + g * g / area, blue + bl * bl / area);
            }

            // The worse of what luminance loses and what the channels lose in the mean.
            (float structure, float brightness) = quality.WeightsAt(0, left, top);
            (float Structure, float Brightness) colour = (0, 0);
            for (int c = 0; c < 3; c++)
            {
                (float s, float l) = quality.WeightsAt(1 + c, left, top);
                float part = (c == 0 ? red : c == 1 ? green : blue) / 3;
                colour = (colour.Structure + part * s, colour.Brightness + part * l);
            }

            costs[b] = new MarkCost(
                MathF.Max(1, (red + green + blue) / 3),
                MathF.Max(structure, colour.Structure),
                MathF.Max(brightness, colour.Brightness));
        }

        return costs;
    }

    /// <summary>Costs where the coarse functions of blocks lie.</summary>
    /// <param name="costs">Costs of the blocks.</param>
    /// <param name="coarse">Knows where they lie.</param>
    public static MarkCost[] OfCoarse(MarkCost[] costs, CoarseTransform coarse)
    {
        var result = new MarkCost[costs.Length];
        for (int b = 0; b < result.Length; b++)
        {
            int[] covered = [.. coarse.Covered(b)];
            foreach (int other in covered)
            {
                (float inflation, float structure, float brightness) = costs[other];
                result[b] = new MarkCost(
                    result[b].Inflation + inflation / covered.Length,
                    result[b].Structure + structure / covered.Length,
                    result[b].Brightness + brightness / covered.Length);
            }
        }

        return result;
    }
}
