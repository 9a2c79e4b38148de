using System.Collections.Frozen;

namespace LatentDiffusion.Runtime;

/// <summary>What an execution provider computes best, and what it cannot: one row a provider, each entry with its source.</summary>
internal sealed record ProviderKernels
{
    private static readonly ProviderKernels Unknown = new();

    private static readonly FrozenDictionary<string, ProviderKernels> Rows = new Dictionary<string, ProviderKernels>
    {
        // No half-precision arithmetic: ONNX Runtime puts Casts around what is in float16, but not around bfloat16.
        ["CPUExecutionProvider"] = new() { Preferred = DataType.Float, HasBFloat16 = false },
    }.ToFrozenDictionary();

    /// <summary>What graphs compute in where the user leaves it open.</summary>
    public DataType Preferred { get; private init; } = DataType.Float16;

    /// <summary>Whether there are kernels of bfloat16 at all.</summary>
    public bool HasBFloat16 { get; private init; } = true;

    /// <summary>ONNX operators that have kernels, but none of bfloat16.</summary>
    public FrozenSet<string> WithoutBFloat16 { get; private init; } = [];

    /// <summary>ONNX operators that have kernels, but none of float16.</summary>
    public FrozenSet<string> WithoutFloat16 { get; private init; } = [];

    /// <summary>The row of a provider; of one that is not known, nothing is assumed but float16.</summary>
    public static ProviderKernels Of(ExecutionProvider provider) => Rows.GetValueOrDefault(provider.RuntimeName, Unknown);

    /// <summary>Whether a node is computed in a type of half precision.</summary>
    public bool Computes(NodeProto node, DataType half) => half == DataType.BFloat16
        ? HasBFloat16 && !WithoutBFloat16.Contains(node.OpType)
        : !WithoutFloat16.Contains(node.OpType);
}
