using LatentDiffusion.Requests;

namespace LatentDiffusion.Model;

/// <summary>How a denoiser orders the elements of latents. This is the usual way: as they are, channel by channel.</summary>
internal class LatentLayout
{
    /// <summary>Whether predictions are ordered in another way than latents, and must be restored.</summary>
    public virtual bool Reorders => false;

    /// <summary>Shape of a batch as the denoiser takes it.</summary>
    public virtual long[] Shape(LatentShape latent, int rows) => latent.Batch(rows);

    /// <summary>Shape of a batch of predictions.</summary>
    public virtual long[] OutputShape(LatentShape latent, int rows) => Shape(latent, rows);

    /// <summary>Brings latents into the denoiser's order.</summary>
    /// <param name="latents">Latents of any number of pictures.</param>
    /// <param name="shape">Shape of one.</param>
    /// <param name="destination">Receives them.</param>
    public virtual void Arrange(ReadOnlySpan<float> latents, LatentShape shape, Span<float> destination) => latents.CopyTo(destination);

    /// <summary>The inverse of <see cref="Arrange"/>.</summary>
    public virtual void Restore(ReadOnlySpan<float> arranged, LatentShape shape, Span<float> destination) => arranged.CopyTo(destination);
}
