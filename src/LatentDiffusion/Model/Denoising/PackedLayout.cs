using LatentDiffusion.Requests;

namespace LatentDiffusion.Model;

/// <summary>
/// Patches of 2 x 2 as a sequence, row by row; the elements of a patch are ordered by channel, row, column (diffusers' <c>_pack_latents</c>
/// of Flux).
/// </summary>
internal sealed class PackedLayout : LatentLayout
{
    /// <summary>Elements of a latent in a patch, along each side.</summary>
    public const int PatchSize = 2;

    /// <inheritdoc/>
    public override bool Reorders => true;

    /// <inheritdoc/>
    public override long[] Shape(LatentShape latent, int rows) =>
        [rows, latent.Height / PatchSize * (latent.Width / PatchSize), latent.Channels * PatchSize * PatchSize];

    /// <inheritdoc/>
    public override void Arrange(ReadOnlySpan<float> latents, LatentShape shape, Span<float> destination) =>
        Copy(latents, destination, shape, arranging: true);

    /// <inheritdoc/>
    public override void Restore(ReadOnlySpan<float> arranged, LatentShape shape, Span<float> destination) =>
        Copy(arranged, destination, shape, arranging: false);

    private static void Copy(ReadOnlySpan<float> source, Span<float> destination, LatentShape shape, bool arranging)
    {
        int packed = 0;
        for (int picture = 0; picture < source.Length; picture += shape.Length)
            for (int y = 0; y < shape.Height; y += PatchSize)
                for (int x = 0; x < shape.Width; x += PatchSize)
                    for (int channel = 0; channel < shape.Channels; channel++)
                        for (int row = y; row < y + PatchSize; row++, packed += PatchSize)
                        {
                            int plain = picture + (channel * shape.Height + row) * shape.Width + x;
                            source.Slice(arranging ? plain : packed, PatchSize).CopyTo(destination[(arranging ? packed : plain)..]);
                        }
    }
}
