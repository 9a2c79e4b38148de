using System.Numerics;
using System.Numerics.Tensors;

namespace LatentDiffusion;

/// <summary>
/// Classifier-free guidance (Ho and Salimans 2022, https://arxiv.org/abs/2207.12598): <c>u + s * (c - u)</c>, and its rescaling
/// (Lin et al. 2023, https://arxiv.org/abs/2305.08891, section 3.4). Branches: unconditional, conditional.
/// </summary>
/// <param name="scale">Guidance scale s.</param>
/// <param name="rescale">Share of the rescaled result, 0 to 1.</param>
internal sealed class ClassifierFreeGuidance(float scale, float rescale) : Guidance
{
    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> outputs, int count, Span<float> destination)
    {
        int half = outputs.Length / 2, length = half / count;
        ReadOnlySpan<float> conditional = outputs[half..];
        Combine(outputs[..half], conditional, destination);
        if (rescale == 0) return;
        for (int start = 0; start < half; start += length)
        {
            Span<float> guided = destination.Slice(start, length);
            float ratio = Deviation(conditional.Slice(start, length)) / Deviation(guided);
            TensorPrimitives.Multiply(guided, rescale * ratio + (1 - rescale), guided);
        }
    }

    /// <summary>
    /// <c>u + s * (c - u)</c> in one pass. The difference is taken first: folded into <c>(1 - s) * u + s * c</c> it would lose the digits that
    /// guidance multiplies.
    /// </summary>
    private void Combine(ReadOnlySpan<float> u, ReadOnlySpan<float> c, Span<float> destination)
    {
        int i = 0;
        for (; i <= destination.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> a = new(u[i..]), b = new(c[i..]);
            Vector.FusedMultiplyAdd(b - a, new Vector<float>(scale), a).CopyTo(destination[i..]);
        }

        for (; i < destination.Length; i++) destination[i] = MathF.FusedMultiplyAdd(c[i] - u[i], scale, u[i]);
    }

    private static float Deviation(ReadOnlySpan<float> values)
    {
        double mean = TensorPrimitives.Sum(values) / (double)values.Length;
        double squares = TensorPrimitives.SumOfSquares(values);
        return (float)Math.Sqrt((squares - values.Length * mean * mean) / (values.Length - 1)); // unbiased, as torch.std
    }
}
