using static LatentDiffusion.Requests.RequestBounds;

namespace LatentDiffusion;

/// <summary>
/// Draws on beyond the edges of a picture: a larger canvas with the picture in it, of which what is new is inpainted, with a strength of 1
/// unless the request names one. Works with every model that inpaints.
/// </summary>
public sealed record Outpainting
{
    private const long MaxPixels = 1 << 26;

    /// <summary>Pixels to add on the left, 0 to 16384; as much is the most that the sides of the result may have.</summary>
    public int Left { get; init; }

    /// <summary>Pixels to add at the top, 0 to 16384.</summary>
    public int Top { get; init; }

    /// <summary>Pixels to add on the right, 0 to 16384.</summary>
    public int Right { get; init; }

    /// <summary>Pixels to add at the bottom, 0 to 16384.</summary>
    public int Bottom { get; init; }

    /// <summary>
    /// Pixels of the picture along its extended sides that go over into what is new, 0 or more: the outer half of them is drawn anew, and
    /// over all of them the new fades into the old. All other pixels stay as they are. Default 32.
    /// </summary>
    public int Overlap { get; init; } = 32;

    /// <summary>
    /// The canvas and its mask, to inpaint by hand. What is new repeats the edge of the picture: an autoencoder looks beyond the edge of
    /// what is kept, and a repeated edge disturbs it least; at the usual strength of 1 it has no other effect.
    /// </summary>
    /// <param name="picture">The picture to extend.</param>
    /// <returns>The larger picture, and a mask of its size: white is new, grey goes over, black is the picture.</returns>
    /// <exception cref="ArgumentException">
    /// A number of pixels is negative, or the result too large: sides above 16384, or more than 67,108,864 pixels.
    /// </exception>
    public (RgbImage Canvas, RgbImage Mask) Extend(RgbImage picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        Validate();
        long w = (long)Left + picture.Width + Right, h = (long)Top + picture.Height + Bottom;
        if (w > MaxSide || h > MaxSide || w * h > MaxPixels)
            throw new ArgumentException(
                $"The extended picture would have {w}x{h} pixels; its sides may have up to {MaxSide}, and all of it {MaxPixels}.",
                nameof(picture));
        var (width, height) = ((int)w, (int)h);
        byte[] canvas = new byte[3 * width * height], mask = new byte[canvas.Length];
        for (int y = 0; y < height; y++)
        {
            int fromY = Math.Clamp(y - Top, 0, picture.Height - 1), down = Fade(y - Top, picture.Height, Top > 0, Bottom > 0);
            for (int x = 0; x < width; x++)
            {
                int to = 3 * (y * width + x), fromX = Math.Clamp(x - Left, 0, picture.Width - 1);
                picture.Pixels.Slice(3 * (fromY * picture.Width + fromX), 3).CopyTo(canvas.AsSpan(to));
                mask.AsSpan(to, 3).Fill((byte)Math.Max(down, Fade(x - Left, picture.Width, Left > 0, Right > 0)));
            }
        }

        return (new RgbImage(width, height, canvas), new RgbImage(width, height, mask));
    }

    /// <summary>Fails for numbers of pixels that make no sense.</summary>
    internal void Validate()
    {
        foreach (var (name, value) in (ReadOnlySpan<(string, int)>)
            [(nameof(Left), Left), (nameof(Top), Top), (nameof(Right), Right), (nameof(Bottom), Bottom), (nameof(Overlap), Overlap)])
        {
            string message = FormattableString.Invariant($"Inpainting.Outpaint.{name} is {value}; it must be from 0 to {MaxSide}.");
            if (value is < 0 or > MaxSide) throw new ArgumentException(message, $"Inpainting.Outpaint.{name}");
        }
    }

    /// <summary>The mask along one side: 255 outside the picture, and from an extended edge inwards less and less.</summary>
    private int Fade(int place, int length, bool before, bool after)
    {
        int depth = Math.Min(before ? place : int.MaxValue, after ? length - 1 - place : int.MaxValue);
        return depth < 0 ? 255 : depth >= Overlap ? 0 : 255 * (Overlap - depth) / (Overlap + 1);
    }
}
