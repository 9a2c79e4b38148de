using LatentDiffusion.Errors;
using Microsoft.ML.OnnxRuntime;

namespace LatentDiffusion.Runtime;

/// <summary>
/// Finds what ONNX Runtime leaves to the processor in a graph for other hardware. It places shape arithmetic there on purpose, but an
/// operator on pictures or hidden states without a kernel lands there too, silently, and each run then waits for copies both ways.
/// </summary>
/// <remarks>
/// The option <c>session.disable_cpu_ep_fallback</c> refuses shape arithmetic too, so that no graph of free sizes loads with it
/// (https://github.com/microsoft/onnxruntime/issues/16148).
/// </remarks>
internal static class NodePlacement
{
    // As keys of onnxruntime_session_options_config_keys.h.
    private const string RecordAssignment = "session.record_ep_graph_assignment_info";

    private const string Processor = "CPUExecutionProvider";

    /// <summary>Operators that are worth the hardware, in ONNX' domain and ONNX Runtime's own.</summary>
    private static readonly HashSet<string> Heavy = new(StringComparer.Ordinal)
    {
        "Conv", "ConvTranspose", "FusedConv", "NhwcConv", "MatMul", "FusedMatMul", "Gemm", "FusedGemm", "Einsum", "Attention",
        "MultiHeadAttention", "GroupQueryAttention", "Softmax", "LayerNormalization", "SkipLayerNormalization", "InstanceNormalization",
        "GroupNormalization", "GroupNorm", "SkipGroupNorm", "RMSNormalization", "SimplifiedLayerNormalization",
        "SkipSimplifiedLayerNormalization", "BatchNormalization", "Gelu", "FastGelu", "BiasGelu", "QuickGelu", "Sigmoid", "Tanh", "Erf",
        "Resize", "Upsample", "RotaryEmbedding",
    };

    /// <summary>Has a session keep what <see cref="Check"/> asks for.</summary>
    public static void Record(SessionOptions options) => options.AddSessionConfigEntry(RecordAssignment, "1");

    /// <summary>Fails where heavy operators are on the processor.</summary>
    /// <param name="session">A session that records.</param>
    /// <param name="path">Path of the graph, for the message.</param>
    /// <param name="provider">The hardware that was asked for.</param>
    /// <exception cref="ModelFormatException">The message names the operators and nodes.</exception>
    public static void Check(InferenceSession session, string path, ExecutionProvider provider)
    {
        (string Provider, string Operator, string Name)[] left =
            [.. OrtApi.Assignments(session).Where(n => n.Provider == Processor && Heavy.Contains(n.Operator))];
        if (left.Length == 0) return;
        string nodes = string.Join(", ", left.Take(3).Select(n => $"'{Shown.Of(n.Name)}' ({n.Operator})"));
        throw new ModelFormatException(
            $"{path}: {left.Length} nodes have no kernel for '{provider.Name}' and would run on the processor in the middle of the graph: "
            + $"{nodes}{(left.Length > 3 ? ", ..." : "")}. Another precision may have kernels; PipelineOptions."
            + $"AllowsProcessor lets them run there.");
    }
}
