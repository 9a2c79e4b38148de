using System.Collections.Frozen;

namespace LatentDiffusion.Runtime;

/// <summary>What an execution provider computes best, and what it cannot: one row a provider, each entry with its source.</summary>
internal sealed record ProviderKernels
{
    private static readonly ProviderKernels Unknown = new();

    private static readonly FrozenDictionary<string, ProviderKernels> Rows = new Dictionary<string, ProviderKernels>
    {
        // ONNX Runtime puts Casts around nearly all that is in float16, and has no way to compute in bfloat16
        // (https://github.com/microsoft/onnxruntime/issues/25824).
        ["CPUExecutionProvider"] = new()
        {
            Preferred = DataType.Float, HasOwnMemory = false, HasFloat16 = false, HasBFloat16 = false,
        },
    }.ToFrozenDictionary();

    /// <summary>What graphs compute in where the user leaves it open.</summary>
    public DataType Preferred { get; private init; } = DataType.Float16;

    /// <summary>Whether the hardware has memory of its own, to which inputs are copied.</summary>
    public bool HasOwnMemory { get; init; } = true;

    /// <summary>Whether there are kernels of float16.</summary>
    public bool HasFloat16 { get; init; } = true;

    /// <summary>Whether there are kernels of bfloat16.</summary>
    public bool HasBFloat16 { get; init; } = true;

    /// <summary>ONNX operators that have kernels, but none of bfloat16.</summary>
    public FrozenSet<string> WithoutBFloat16 { get; init; } = [];

    /// <summary>ONNX operators that have kernels, but none of float16.</summary>
    public FrozenSet<string> WithoutFloat16 { get; init; } = [];

    /// <summary>The row of a provider; of one that is not known, nothing is assumed but float16.</summary>
    public static ProviderKernels Of(ExecutionProvider provider) => Rows.GetValueOrDefault(provider.RuntimeName, Unknown);

    /// <summary>Whether the hardware computes in a type of half precision.</summary>
    public bool HasArithmetic(DataType half) => half == DataType.BFloat16 ? HasBFloat16 : HasFloat16;

    /// <summary>Whether a node is computed in a type of half precision.</summary>
    public bool Computes(NodeProto node, DataType half) =>
        !(half == DataType.BFloat16 ? WithoutBFloat16 : WithoutFloat16).Contains(node.OpType);
}
