namespace LatentDiffusion.Model;

/// <summary>A part of planes of rows and columns.</summary>
internal readonly record struct TileArea(int Top, int Left, int Height, int Width)
{
    /// <summary>The same part of planes that are so many times as large.</summary>
    public TileArea Times(int scale) => new(Top * scale, Left * scale, Height * scale, Width * scale);

    /// <summary>Copies the part out of all planes.</summary>
    /// <param name="planes">[planes, height, width].</param>
    /// <param name="height">Rows of a plane.</param>
    /// <param name="width">Columns of a plane.</param>
    /// <param name="destination">[planes, Height, Width].</param>
    public void Crop(ReadOnlySpan<float> planes, int height, int width, Span<float> destination)
    {
        for (; !planes.IsEmpty; planes = planes[(height * width)..])
        {
            for (int y = 0; y < Height; y++, destination = destination[Width..])
                planes.Slice((Top + y) * width + Left, Width).CopyTo(destination);
        }
    }
}
