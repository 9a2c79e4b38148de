using LatentDiffusion.Requests;

namespace LatentDiffusion.Model;

/// <summary>
/// A denoiser that predicts the variance in as many channels again (Nichol and Dhariwal 2021, https://arxiv.org/abs/2102.09672, section
/// 3.1). No scheduler here uses it; as in diffusers, the second half is left out.
/// </summary>
internal sealed class LearnedVarianceLayout : LatentLayout
{
    /// <inheritdoc/>
    public override bool Reorders => true;

    /// <inheritdoc/>
    public override long[] OutputShape(LatentShape latent, int rows) => (latent with { Channels = 2 * latent.Channels }).Batch(rows);

    /// <inheritdoc/>
    public override void Restore(ReadOnlySpan<float> arranged, LatentShape shape, Span<float> destination)
    {
        for (; !destination.IsEmpty; arranged = arranged[(2 * shape.Length)..], destination = destination[shape.Length..])
            arranged[..shape.Length].CopyTo(destination);
    }
}
