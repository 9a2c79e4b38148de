using System.Collections.Frozen;
using LatentDiffusion.Onnx;

namespace LatentDiffusion.Runtime;

/// <summary>
/// What an execution provider computes best, and what it cannot: one row a provider, each entry with its source. Kernels are those of
/// https://github.com/microsoft/onnxruntime/blob/main/docs/OperatorKernels.md; providers that compile graphs, such as TensorRT and CoreML,
/// find attention and normalisations in ordinary operators themselves, and know none of ONNX Runtime's own.
/// </summary>
internal sealed record ProviderKernels
{
    private static readonly ProviderKernels Unknown = new();

    private static readonly FrozenDictionary<string, ProviderKernels> Rows = new Dictionary<string, ProviderKernels>
    {
        // ONNX Runtime puts Casts around nearly all that is in float16, and has no way to compute in bfloat16
        // (https://github.com/microsoft/onnxruntime/issues/25824).
        ["CPUExecutionProvider"] = new()
        {
            Preferred = DataType.Float,
            HasOwnMemory = false,
            HasFloat16 = false,
            HasBFloat16 = false,

            // Attention in blocks: a step of Stable Diffusion 1.5 takes 0.956 of the time and 0.67 of the memory (benchmarks/README.md).
            Operators = [WholeOperators.Attention, WholeOperators.BiasedAttention, WholeOperators.RmsNorm],
        },

        // FlashAttention, and the normalisations of ONNX Runtime's own scripts for Stable Diffusion
        // (https://github.com/microsoft/onnxruntime/blob/v1.20.0/onnxruntime/python/tools/transformers/models/stable_diffusion/README.md:
        // 10.2 s in float16, 6.1 s with attention, 4.7 s with all fusions). At opset 20 there is no Conv of bfloat16.
        ["CUDAExecutionProvider"] = new()
        {
            RunsWholeGraphs = true,
            Operators =
            [
                WholeOperators.Attention, WholeOperators.BiasedAttention, WholeOperators.GroupNorm, WholeOperators.GroupNormSilu,
                WholeOperators.RmsNorm,
            ],
            WithoutBFloat16 = FrozenSet.ToFrozenSet(
            [
                "Conv", "ConvTranspose", "InstanceNormalization", "BatchNormalization", "LeakyRelu", "Resize", "Upsample", "Pad", "Einsum",
                "ReduceMax", "Clip", "Floor", "Round", "ArgMax", "AveragePool", "GlobalAveragePool", "MaxPool", "DepthToSpace",
                "SpaceToDepth", "Less", "Greater", "Equal", "LessOrEqual", "GreaterOrEqual", "GroupNorm", "GroupNormSilu",
            ]),
        },

        // No bfloat16 at all, and no GELU in ONNX' domain.
        ["DmlExecutionProvider"] = new()
        {
            RunsWholeGraphs = true,
            HasBFloat16 = false,
            Operators =
            [
                WholeOperators.Attention, WholeOperators.BiasedAttention, WholeOperators.GroupNorm, WholeOperators.GroupNormSilu,
                WholeOperators.RmsNorm, WholeOperators.Gelu, WholeOperators.GeluTanh,
            ],
        },

        // CUDA takes over what it cannot do.
        ["TensorrtExecutionProvider"] = new() { RunsWholeGraphs = true },
    }.ToFrozenDictionary();

    /// <summary>What graphs compute in where the user leaves it open.</summary>
    public DataType Preferred { get; private init; } = DataType.Float16;

    /// <summary>Whether the hardware has memory of its own, to which inputs are copied.</summary>
    public bool HasOwnMemory { get; init; } = true;

    /// <summary>Whether a heavy operator that is left to the processor is a fault, because the hardware computes all of them.</summary>
    public bool RunsWholeGraphs { get; init; }

    /// <summary>Whether there are kernels of float16.</summary>
    public bool HasFloat16 { get; init; } = true;

    /// <summary>Whether there are kernels of bfloat16.</summary>
    public bool HasBFloat16 { get; init; } = true;

    /// <summary>Operators that have kernels, but none of bfloat16.</summary>
    public FrozenSet<string> WithoutBFloat16 { get; init; } = [];

    /// <summary>Operators that have kernels, but none of float16.</summary>
    public FrozenSet<string> WithoutFloat16 { get; init; } = [];

    /// <summary>Bodies with better kernels, for the operators that our graphs keep whole.</summary>
    public IReadOnlyList<FunctionProto> Operators { get; init; } = [];

    /// <summary>The row of a provider; of one that is not known, nothing is assumed but float16.</summary>
    public static ProviderKernels Of(ExecutionProvider provider) => Rows.GetValueOrDefault(provider.RuntimeName, Unknown);

    /// <summary>Whether the hardware computes in a type of half precision.</summary>
    public bool HasArithmetic(DataType half) => half == DataType.BFloat16 ? HasBFloat16 : HasFloat16;

    /// <summary>Whether a node is computed in a type of half precision.</summary>
    public bool Computes(NodeProto node, DataType half) =>
        !(half == DataType.BFloat16 ? WithoutBFloat16 : WithoutFloat16).Contains(node.OpType);
}
