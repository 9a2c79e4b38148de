using System.Numerics.Tensors;

namespace LatentDiffusion.Model;

/// <summary>
/// What an autoencoder made of a tile. It is blended into its neighbours as diffusers does: from theirs to its own, linearly over the
/// overlap (<c>blend_v</c>, <c>blend_h</c> of AutoencoderKL).
/// </summary>
/// <param name="values">[planes, height, width].</param>
/// <param name="area">Where it belongs.</param>
internal sealed class Tile(float[] values, TileArea area)
{
    /// <summary>Blends the first rows with the last of the tile above.</summary>
    public void BlendTop(Tile above, int overlap)
    {
        int extent = Math.Min(overlap, Math.Min(above.Height, Height));
        for (int plane = 0; plane * Height * Width < values.Length; plane++)
        {
            for (int y = 0; y < extent; y++)
            {
                Span<float> row = Row(plane * Height + y);
                TensorPrimitives.Lerp(above.Row((plane + 1) * above.Height - extent + y), row, (float)y / extent, row);
            }
        }
    }

    /// <summary>Blends the first columns with the last of the tile to the left, which was blended already.</summary>
    public void BlendLeft(Tile left, int overlap)
    {
        int extent = Math.Min(overlap, Math.Min(left.Width, Width));
        float[] shares = [.. Enumerable.Range(0, extent).Select(x => (float)x / extent)];
        for (int i = 0; i < values.Length / Width; i++)
        {
            Span<float> start = Row(i)[..extent];
            TensorPrimitives.Lerp(left.Row(i)[^extent..], start, shares, start);
        }
    }

    /// <summary>Copies all but what the next tiles bring.</summary>
    /// <param name="limit">The most rows and columns to copy.</param>
    /// <param name="height">Rows of a plane.</param>
    /// <param name="width">Columns of a plane.</param>
    /// <param name="planes">[planes, height, width].</param>
    public void CopyTo(int limit, int height, int width, Span<float> planes)
    {
        int rows = Math.Min(limit, Height), columns = Math.Min(limit, Width);
        for (int plane = 0; plane * Height * Width < values.Length; plane++)
            for (int y = 0; y < rows; y++)
                Row(plane * Height + y)[..columns].CopyTo(planes[((plane * height + area.Top + y) * width + area.Left)..]);
    }

    private int Height => area.Height;

    private int Width => area.Width;

    private Span<float> Row(int index) => values.AsSpan(index * Width, Width);
}
