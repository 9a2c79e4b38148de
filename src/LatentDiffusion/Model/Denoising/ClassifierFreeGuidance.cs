using System.Numerics.Tensors;

namespace LatentDiffusion.Model;

/// <summary>
/// Classifier-free guidance (Ho and Salimans 2022, https://arxiv.org/abs/2207.12598): <c>u + s * (c - u)</c>, and its rescaling
/// (Lin et al. 2023, https://arxiv.org/abs/2305.08891, section 3.4). Branches: unconditional, conditional.
/// </summary>
/// <param name="scale">Guidance scale s.</param>
/// <param name="rescale">Share of the rescaled result, 0 to 1.</param>
internal sealed class ClassifierFreeGuidance(float scale, float rescale) : Guidance
{
    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> outputs, int count, Span<float> destination) =>
        Apply(outputs[..(outputs.Length / 2)], outputs[(outputs.Length / 2)..], count, destination);

    /// <summary>The same for predictions that are given one by one.</summary>
    /// <param name="u">The unconditional predictions.</param>
    /// <param name="c">The conditional ones; may be the destination.</param>
    /// <param name="count">Number of pictures.</param>
    /// <param name="destination">Receives the guided predictions.</param>
    public void Apply(ReadOnlySpan<float> u, ReadOnlySpan<float> c, int count, Span<float> destination)
    {
        if (rescale == 0)
        {
            GuidanceLoops.Combine(u, c, scale, destination);
            return;
        }

        int length = u.Length / count;
        for (int start = 0; start < u.Length; start += length)
        {
            Span<float> guided = destination.Slice(start, length);
            var (wanted, got) = GuidanceLoops.CombineMeasured(u.Slice(start, length), c.Slice(start, length), scale, guided);
            TensorPrimitives.Multiply(guided, rescale * wanted / got + (1 - rescale), guided);
        }
    }
}
