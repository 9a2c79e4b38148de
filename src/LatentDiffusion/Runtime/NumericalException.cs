using System.Globalization;

namespace LatentDiffusion;

/// <summary>
/// A graph produced NaN or infinity. The message says what is the likely cause: a scheduler of your own, a guidance scale or adapter that
/// is too strong, float16 that overflows, or weights that are damaged.
/// </summary>
public sealed class NumericalException : LatentDiffusionException
{
    private readonly string _output;

    /// <summary>Makes the exception.</summary>
    /// <param name="graph">Name of the component, for example <c>unet</c>.</param>
    /// <param name="output">Name of the output.</param>
    /// <param name="step">Step of the generation, counted from 1, or null outside the loop.</param>
    /// <param name="likelyCauses">What probably led to it, each a few words; null where nothing is known.</param>
    public NumericalException(string graph, string output, int? step, IReadOnlyList<string>? likelyCauses = null)
        : this(graph, output, step, likelyCauses, isHalf: false, innerException: null)
    {
    }

    private NumericalException(
        string graph, string output, int? step, IReadOnlyList<string>? likelyCauses, bool isHalf, Exception? innerException)
        : base($"The output '{output}' of the graph '{graph}' is not finite{At(step)}.{Likely(likelyCauses)}", innerException) =>
        (Graph, _output, Step, IsHalf) = (graph, output, step, isHalf);

    /// <summary>Name of the component, for example <c>unet</c>.</summary>
    public string Graph { get; }

    /// <summary>Step of the generation, counted from 1, or null outside the loop.</summary>
    public int? Step { get; }

    /// <summary>Whether the graph computes in half precision.</summary>
    internal bool IsHalf { get; }

    /// <summary>The exception of a graph, of whose request nothing is known yet.</summary>
    internal static NumericalException Of(string graph, string output, int? step, bool isHalf) =>
        new(graph, output, step, null, isHalf, null);

    /// <summary>The same with what probably led to it.</summary>
    internal NumericalException With(IReadOnlyList<string> likelyCauses) => new(Graph, _output, Step, likelyCauses, IsHalf, this);

    private static string At(int? step) => step is { } s ? string.Create(CultureInfo.InvariantCulture, $" at step {s}") : "";

    private static string Likely(IReadOnlyList<string>? causes) =>
        causes is { Count: > 0 } ? $" Likely: {string.Join("; or ", causes)}." : "";
}
