namespace LatentDiffusion.Provenance;

/// <summary>A part of a plane.</summary>
internal readonly record struct PlanePart(int Left, int Top, int Width, int Height)
{
    /// <summary>Of larger pictures a part of at most so many pixels and columns is read, since the mark is all over.</summary>
    private const int MaxPixels = 1024 * 1024, MaxWidth = 1024;

    /// <summary>The part in the middle that is read of a picture; it begins where a tile does if the picture does.</summary>
    public static PlanePart Read(int width, int height)
    {
        if ((long)width * height <= MaxPixels) return new PlanePart(0, 0, width, height);
        int across = Math.Min(width, MaxWidth), down = Math.Min(height, MaxPixels / across);
        across = Math.Min(width, MaxPixels / down);
        return new PlanePart(Start(width - across), Start(height - down), across, down);
    }

    private static int Start(int rest) => rest / 2 / MarkLayout.TileSize * MarkLayout.TileSize;
}
