using LatentDiffusion.Onnx;
using LatentDiffusion.Runtime;

namespace LatentDiffusion.Checkpoints;

/// <summary>What one graph of a model is to compute in.</summary>
/// <param name="Wanted">What the user asked for.</param>
internal sealed record GraphPrecision(Precision Wanted)
{
    /// <summary>Float32, whatever the user asked for.</summary>
    public static readonly GraphPrecision Float32 = new(Precision.Float32);

    private const string T5Output = ".wo.";

    /// <summary>Whether weights of the feed-forward layers of T5 stay in float32, because what follows overflows.</summary>
    public bool IsT5 { get; private init; }

    /// <summary>What a component with a configuration is to compute in.</summary>
    public static GraphPrecision Of(Precision wanted, ModelConfig? config) => new(wanted)
    {
        IsT5 = config?.Optional<string?>("model_type") is "t5" or "umt5",
    };

    /// <summary>The type that a graph computes in on given hardware.</summary>
    public DataType TypeOn(ProviderKernels kernels) => Wanted switch
    {
        Precision.Float32 => DataType.Float,
        Precision.Float16 => DataType.Float16,
        Precision.BFloat16 => DataType.BFloat16,
        _ => kernels.Preferred,
    };

    /// <summary>Rewrites a graph so that it computes in that type.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="kernels">What the hardware has.</param>
    /// <param name="path">Path of the file, for messages.</param>
    /// <exception cref="ModelFormatException">The graph is damaged, or cannot be rewritten.</exception>
    public OpenGraph ApplyTo(OpenGraph graph, ProviderKernels kernels, string path)
    {
        DataType type = TypeOn(kernels), present = graph.ComputesIn;
        bool keepsT5 = IsT5 && type == DataType.Float16; // _keep_in_fp32_modules of transformers' T5PreTrainedModel
        if (type == present) return graph;
        try
        {
            OpenGraph single = present.IsHalf() ? Widening.Of(graph) : graph;
            if (type == DataType.Float || (Wanted == Precision.Auto && graph.HasControlFlow)) return single;
            if (!kernels.HasArithmetic(type)) return HalfWeights.Of(single, type);
            return Narrowing.Of(
                single, type, node => kernels.Computes(node, type),
                weight => keepsT5 && weight.Contains(T5Output, StringComparison.Ordinal));
        }
        catch (InvalidDataException e)
        {
            throw new ModelFormatException($"{path}: the graph cannot be brought to {type.Name()}: {e.Message}.", e);
        }
    }
}
