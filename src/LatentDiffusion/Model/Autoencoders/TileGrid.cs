using LatentDiffusion.Requests;

namespace LatentDiffusion.Model;

/// <summary>How latents are cut into overlapping tiles (diffusers' <c>tiled_decode</c> and <c>tiled_encode</c> of AutoencoderKL).</summary>
/// <param name="Size">Rows and columns of a tile, in elements of a latent.</param>
/// <param name="Stride">From one tile to the next; what is left of the size is the overlap.</param>
internal sealed record TileGrid(int Size, int Stride)
{
    /// <summary>Puts planes together from what is computed for each tile.</summary>
    /// <param name="channels">Number of planes.</param>
    /// <param name="latent">Shape of the latent.</param>
    /// <param name="scale">Size of the planes per element of the latent, along each side.</param>
    /// <param name="compute">Computes the planes of a tile of the latent.</param>
    /// <returns>[channels, height * scale, width * scale].</returns>
    public float[] Assemble(int channels, LatentShape latent, int scale, Func<TileArea, float[]> compute)
    {
        int height = latent.Height * scale, width = latent.Width * scale, overlap = (Size - Stride) * scale;
        float[] planes = new float[channels * height * width];
        List<Tile> above = [];
        for (int top = 0; top < latent.Height; top += Stride)
        {
            List<Tile> row = [];
            for (int left = 0; left < latent.Width; left += Stride)
            {
                TileArea area = new(top, left, Math.Min(Size, latent.Height - top), Math.Min(Size, latent.Width - left));
                Tile tile = new(compute(area), area.Times(scale));
                if (above.Count > 0) tile.BlendTop(above[row.Count], overlap);
                if (row.Count > 0) tile.BlendLeft(row[^1], overlap);
                tile.CopyTo(Stride * scale, height, width, planes);
                row.Add(tile);
            }

            above = row;
        }

        return planes;
    }
}
