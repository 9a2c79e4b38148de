using System.Numerics.Tensors;

namespace LatentDiffusion.Prompts;

/// <summary>Puts the weights of a prompt into effect on what the text encoder gave for it.</summary>
/// <remarks>https://github.com/AUTOMATIC1111/stable-diffusion-webui/blob/v1.10.0/modules/sd_emphasis.py</remarks>
internal static class PromptEmphasis
{
    /// <summary>Multiplies each token's state by its multiplier, in place.</summary>
    /// <param name="states">The last hidden states, tokens x width.</param>
    /// <param name="multipliers">One for each token.</param>
    /// <param name="keepMean">Whether to scale all so that their mean is what it was; better without for Stable Diffusion XL.</param>
    public static void Apply(Span<float> states, ReadOnlySpan<float> multipliers, bool keepMean = true)
    {
        if (multipliers.IsEmpty || states.Length % multipliers.Length != 0)
            throw new ArgumentException(
                $"Expected as many states for each of {multipliers.Length} multipliers, but there are {states.Length}.",
                nameof(multipliers));
        int width = states.Length / multipliers.Length;
        float before = TensorPrimitives.Sum<float>(states);
        for (int i = 0; i < multipliers.Length; i++)
        {
            Span<float> token = states.Slice(i * width, width);
            TensorPrimitives.Multiply(token, multipliers[i], token);
        }
        float after = TensorPrimitives.Sum<float>(states);
        if (keepMean && after != 0) TensorPrimitives.Multiply(states, before / after, states);
    }
}
