using System.Collections.Frozen;
using System.Text.Json.Nodes;
using LatentDiffusion.Models.Emoji;

namespace LatentDiffusion.Tests;

/// <summary>
/// How far results in half precision may be from diffusers' in float32, and how the processor computes in it for tests: ONNX Runtime
/// puts conversions around each operator, and keeps some roundings away, but not the ranges; bfloat16, for which it has nothing, is rounded
/// after each operator by the graph itself.
/// </summary>
internal static class HalfPrecision
{
    // How far diffusers itself goes, with weights rounded so and computing in it: some of the random models are ill-conditioned.
    private static readonly JsonNode Deviations = JsonNode.Parse(File.ReadAllText(ReferenceFiles.Path("half_precision.json")))!;

    /// <summary>
    /// Largest relative difference of the latents of a case: half again what diffusers comes to where its weights are rounded so, and twice
    /// what it comes to where its networks compute in it too: other kernels round at other places, as far but not the same way. (1.84 times
    /// is the most that was seen.) Nothing below 0.02 counts.
    /// </summary>
    public static float Bound(string family, string name, Precision precision, bool computes)
    {
        JsonNode deviations = Deviations[family]![name]![computes ? "computed" : "stored"]!;
        return Math.Max(0.02f, (computes ? 2 : 1.5f) * deviations[precision.ToString().ToLowerInvariant()]!.GetValue<float>());
    }

    /// <summary>A processor that is taken to compute in half precision.</summary>
    public static ProviderKernels Arithmetic(Precision precision) => precision == Precision.BFloat16
        ? new() { HasOwnMemory = false, WithoutBFloat16 = Operators() }
        : new() { HasOwnMemory = false };

    private static FrozenSet<string> Operators()
    {
        HashSet<string> operators = [];
        string[] folders = [ReferenceFiles.Path("tiny"), EmojiModel.Directory];
        foreach (string path in folders.SelectMany(f => Directory.EnumerateFiles(f, "model.onnx", SearchOption.AllDirectories)))
        {
            using ModelFile file = ModelFile.Open(path);
            operators.UnionWith(file.Model.Graph.Nodes.Select(node => node.OpType));
        }

        return operators.ToFrozenSet();
    }
}
