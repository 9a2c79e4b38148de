using System.Numerics.Tensors;

namespace LatentDiffusion.Model;

/// <summary>
/// Guidance by several prompts at once (Liu et al. 2022, https://arxiv.org/abs/2206.01714, equation 11): what they predict together,
/// <c>u + sum of w * (c - u)</c>, stands for the conditional prediction. Branches: unconditional, then the prompts.
/// </summary>
/// <param name="weights">Weight w of each prompt.</param>
/// <param name="guidance">Guidance by the sum.</param>
internal sealed class ComposedGuidance(float[] weights, ClassifierFreeGuidance guidance) : Guidance
{
    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> outputs, int count, Span<float> destination)
    {
        int length = outputs.Length / (weights.Length + 1);
        ReadOnlySpan<float> u = outputs[..length];
        GuidanceLoops.Combine(u, outputs.Slice(length, length), weights[0], destination);
        for (int i = 1; i < weights.Length; i++)
        {
            TensorPrimitives.MultiplyAdd(outputs.Slice((i + 1) * length, length), weights[i], destination, destination);
            TensorPrimitives.MultiplyAdd(u, -weights[i], destination, destination);
        }

        guidance.Apply(u, destination, count, destination);
    }
}
