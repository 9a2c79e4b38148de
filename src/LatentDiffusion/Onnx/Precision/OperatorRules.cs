using System.Collections.Frozen;

namespace LatentDiffusion.Onnx;

/// <summary>What operators do to the types of what they read (https://onnx.ai/onnx/operators/).</summary>
internal static class OperatorRules
{
    /// <summary>Operators with weights, which are in half precision.</summary>
    private static readonly FrozenSet<string> Weighted = FrozenSet.ToFrozenSet(
    [
        "Conv", "ConvTranspose", "MatMul", "Gemm", "Gather", "LayerNormalization", "InstanceNormalization", "GroupNormalization",
        "BatchNormalization", "RMSNormalization", "SimplifiedLayerNormalization", "PRelu",
    ]);

    /// <summary>
    /// Operators whose results leave the range of float16 (65504) or lose what they are for with its 11 bits: sums of squares in
    /// normalisations, exponents and angles of positions, and Range, of which there is none in half precision.
    /// </summary>
    private static readonly FrozenSet<string> InSingle = FrozenSet.ToFrozenSet(
    [
        "Pow", "ReduceMean", "ReduceSum", "ReduceSumSquare", "ReduceL1", "ReduceL2", "ReduceLogSumExp", "Exp", "Log", "Sqrt", "Reciprocal",
        "Sin", "Cos", "Tan", "Range", "CumSum", "RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike",
    ]);

    /// <summary>Operators that return whole numbers or truth values, whatever they read.</summary>
    private static readonly FrozenSet<string> ToOther = FrozenSet.ToFrozenSet(
    [
        "Shape", "Size", "ArgMax", "ArgMin", "NonZero", "Equal", "Less", "Greater", "LessOrEqual", "GreaterOrEqual", "IsNaN", "IsInf",
        "And", "Or", "Not", "Xor", "QuantizeLinear", "DynamicQuantizeLinear",
    ]);

    /// <summary>Inputs that are float32 whatever the others are.</summary>
    private static readonly FrozenDictionary<string, int[]> SingleInputs = new Dictionary<string, int[]>
    {
        ["Resize"] = [1, 2], // roi and scales
        ["Upsample"] = [1],
        ["RotaryEmbedding"] = [1, 2], // cosines and sines
    }.ToFrozenDictionary();

    /// <summary>Operators that bring elements into another order or shape.</summary>
    private static readonly FrozenSet<string> Rearranging = FrozenSet.ToFrozenSet(
        ["Transpose", "Reshape", "Unsqueeze", "Squeeze", "Identity", "Cast", "Slice", "Split", "Concat", "Flatten"]);

    /// <summary>Whether an operator has weights.</summary>
    public static bool HasWeights(NodeProto node) => Weighted.Contains(node.OpType) || node.Domain.Length > 0;

    /// <summary>Whether an operator only brings elements into another order or shape.</summary>
    public static bool Rearranges(NodeProto node) => node.Domain.Length == 0 && Rearranging.Contains(node.OpType);

    /// <summary>Whether an operator normalises what it reads, and so takes values of any size.</summary>
    public static bool Normalises(NodeProto node) => node.OpType.Contains("Norm", StringComparison.Ordinal);

    /// <summary>Whether an operator is to be computed in float32.</summary>
    public static bool NeedsSingle(NodeProto node) => node.Domain.Length == 0 && InSingle.Contains(node.OpType);

    /// <summary>Whether what an operator returns is never of real numbers.</summary>
    public static bool ReturnsOther(NodeProto node) => node.Domain.Length == 0 && ToOther.Contains(node.OpType);

    /// <summary>Whether an input is float32 whatever the others are.</summary>
    public static bool IsSingleInput(NodeProto node, int input) =>
        node.Domain is "" or WholeOperators.Domain && SingleInputs.TryGetValue(node.OpType, out int[]? inputs) && inputs.Contains(input);

    /// <summary>Whether an operator adds, so that the wider of its inputs decides.</summary>
    public static bool Adds(NodeProto node) => node is { Domain: "", OpType: "Add" or "Sub" or "Sum" };
}
