using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Text.Json.Nodes;

namespace LatentDiffusion.Tests;

/// <summary>
/// Every family in half precision, against diffusers in float32: as on processors, where weights are in half precision, and with graphs
/// that compute in it, as on GPUs. ONNX Runtime computes those on the processor by conversions around each operator, and keeps some roundings
/// away, but not the ranges; bfloat16, for which it has nothing, is rounded after each operator by the graph itself.
/// </summary>
public sealed class PrecisionTests
{
    private static readonly ProviderKernels
        HalfArithmetic = new() { HasOwnMemory = false },
        RoundedResults = new() { HasOwnMemory = false, WithoutBFloat16 = Operators() };

    // How far diffusers itself goes where the weights are rounded so: some of the random models are ill-conditioned.
    private static readonly JsonNode Deviations = JsonNode.Parse(File.ReadAllText(ReferenceFiles.Path("half_precision.json")))!;

    private static readonly ConcurrentDictionary<(string, Precision, bool), LatentDiffusionPipeline> Pipelines = new();

    public static TheoryData<string, string, Precision, bool> Cases =>
    [
        .. from tiny in TinyCase.All
           from precision in (Precision[])[Precision.Float16, Precision.BFloat16]
           from computes in (bool[])[false, true]
           select (tiny.Family, tiny.Name, precision, computes),
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Generate_InHalfPrecision_IsNearDiffusersInFloat32(string family, string name, Precision precision, bool computes)
    {
        TinyCase tiny = TinyCase.Of(family).Single(c => c.Name == name);
        ProviderKernels? kernels = computes ? precision == Precision.Float16 ? HalfArithmetic : RoundedResults : null;
        LatentDiffusionPipeline pipeline = Pipelines.GetOrAdd(
            (tiny.Model, precision, computes), _ => tiny.Load(new PipelineOptions { Precision = precision, Kernels = kernels }));
        GenerationResult result = pipeline.Generate(tiny.Request());
        float difference = Difference.Relative(tiny.Latents, result.Latents.Span);
        Assert.InRange(difference, 1e-6f, Bound(family, name, precision, computes)); // not zero: something was rounded
        // Sana's autoencoder really overflows, as its authors' advice to use bfloat16 says.
        if (family != "sana") Assert.DoesNotContain(result.Warnings, warning => warning.Contains("overflow", StringComparison.Ordinal));
    }

    /// <summary>
    /// Where weights alone are rounded, half again what diffusers comes to; where each of hundreds of results in a step is too, which
    /// diffusers cannot show with the same noise, ten times that: Sana in bfloat16 comes to 8.9 times. Nothing below 0.02 counts.
    /// </summary>
    private static float Bound(string family, string name, Precision precision, bool computes) => Math.Max(
        0.02f, (computes ? 10 : 1.5f) * Deviations[family]![name]![precision.ToString().ToLowerInvariant()]!.GetValue<float>());

    private static FrozenSet<string> Operators()
    {
        HashSet<string> operators = [];
        foreach (string path in Directory.EnumerateFiles(ReferenceFiles.Path("tiny"), "model.onnx", SearchOption.AllDirectories))
        {
            using ModelFile file = ModelFile.Open(path);
            operators.UnionWith(file.Model.Graph.Nodes.Select(node => node.OpType));
        }

        return operators.ToFrozenSet();
    }
}
