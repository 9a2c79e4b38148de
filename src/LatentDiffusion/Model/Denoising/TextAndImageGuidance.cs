using System.Numerics.Tensors;

namespace LatentDiffusion.Model;

/// <summary>
/// Guidance by an instruction and by a picture (Brooks et al. 2023, https://arxiv.org/abs/2211.09800, equation 3): <c>u + s * (t - i) + si
/// * (i - u)</c>. Branches: t (instruction and picture), i (picture alone), u (neither).
/// </summary>
/// <param name="scale">Scale s of the instruction.</param>
/// <param name="imageScale">Scale si of the picture.</param>
internal sealed class TextAndImageGuidance(float scale, float imageScale) : Guidance
{
    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> outputs, int count, Span<float> destination)
    {
        int third = outputs.Length / 3;
        ReadOnlySpan<float> t = outputs[..third], i = outputs[third..(2 * third)], u = outputs[(2 * third)..];
        TensorPrimitives.Multiply(t, scale, destination);
        TensorPrimitives.MultiplyAdd(i, imageScale - scale, destination, destination);
        TensorPrimitives.MultiplyAdd(u, 1 - imageScale, destination, destination);
    }
}
