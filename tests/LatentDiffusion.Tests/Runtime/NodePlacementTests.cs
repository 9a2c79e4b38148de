using Microsoft.ML.OnnxRuntime;

namespace LatentDiffusion.Tests;

/// <summary>Heavy operators on the processor, in a graph that was meant for other hardware.</summary>
public sealed class NodePlacementTests
{
    private static readonly string Model = ReferenceFiles.Path("tiny", "stable_diffusion");

    [Fact]
    public void Load_WhereEveryNodeIsLeftToTheProcessor_NamesNodes()
    {
        ModelFormatException e = Assert.Throws<ModelFormatException>(() => LatentDiffusionPipeline.Load(Model, Options()));
        Assert.Contains("nodes have no kernel for 'cpu'", e.Message, StringComparison.Ordinal);
        Assert.Contains("AllowsProcessor", e.Message, StringComparison.Ordinal);
        Assert.Matches(
            "'[^']+' \\((MatMul|Conv|LayerNormalization|Gemm|Softmax|MultiHeadAttention|FusedMatMul|SkipLayerNormalization)\\)",
            e.Message);
    }

    [Fact]
    public void Load_WhereTheyAreAllowed_Draws()
    {
        using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(Model, Options() with { AllowsProcessor = true });
        Assert.NotEmpty(pipeline.Generate(new GenerationRequest("a cat") { Steps = 1 }).Images);
    }

    [Fact]
    public void Check_LightNodes_MayStay()
    {
        using SessionOptions options = new();
        NodePlacement.Record(options);
        using InferenceSession session = new(OneNode.Serialize(), options);
        var (provider, type, _) = Assert.Single(Runtime.OrtApi.Assignments(session));
        Assert.Equal(("CPUExecutionProvider", "Mul"), (provider, type));
        NodePlacement.Check(session, "model.onnx", ExecutionProviders.Cuda);
    }

    private static PipelineOptions Options() =>
        new() { Kernels = new ProviderKernels { RunsWholeGraphs = true, HasOwnMemory = false }, Precision = Precision.Float32 };
}
