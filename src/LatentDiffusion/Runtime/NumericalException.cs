using System.Globalization;

namespace LatentDiffusion;

/// <summary>A graph produced NaN or infinity. Typical cause: a float16 model that overflows on its execution provider.</summary>
/// <param name="graph">Name of the component, for example <c>unet</c>.</param>
/// <param name="output">Name of the output.</param>
/// <param name="step">Step of the generation, counted from 1, or null outside the loop.</param>
public sealed class NumericalException(string graph, string output, int? step)
    : LatentDiffusionException(
        $"The output '{output}' of the graph '{graph}' is not finite{At(step)}. "
        + "If the model is float16, try its float32 variant or another execution provider.")
{
    /// <summary>Name of the component, for example <c>unet</c>.</summary>
    public string Graph { get; } = graph;

    /// <summary>Step of the generation, counted from 1, or null outside the loop.</summary>
    public int? Step { get; } = step;

    private static string At(int? step) => step is { } s ? string.Create(CultureInfo.InvariantCulture, $" at step {s}") : "";
}
