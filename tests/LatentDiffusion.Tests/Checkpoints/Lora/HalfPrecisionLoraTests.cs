using System.Runtime.InteropServices;

namespace LatentDiffusion.Tests;

/// <summary>Adapters on exported graphs that store weights in float16.</summary>
public sealed class HalfPrecisionLoraTests
{
    private const double Tolerance = 1e-4;

    [Theory]
    [InlineData("none")]
    [InlineData("kohya_locon", 0.8)]
    [InlineData("kohya_dora+peft_lora", 0.6, 0.5)]
    public void LoadLora_OnAFloat16Export_GivesTheLatentsOfDiffusersWithTheseWeights(string adapters, params double[] scales)
    {
        PipelineOptions options = new()
        {
            Threads = 1,
            Components = new Dictionary<string, string>
            {
                ["unet"] = ReferenceFiles.Path("lora_halves", "unet"),
                ["text_encoder"] = ReferenceFiles.Path("lora_halves", "text_encoder"),
            },
        };
        using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(ReferenceFiles.Path("tiny", "stable_diffusion"), options);
        foreach (var (name, scale) in adapters.Split('+').Zip(scales)) pipeline.LoadLora(LoraCase.Adapter(name), scale);
        SafetensorsFile latents = new(ReferenceFiles.Path("lora_halves", "latents.safetensors"));
        ReadOnlySpan<float> expected = latents.Values<float>(adapters);
        Assert.InRange(Difference.Relative(expected, LoraCase.Draw(pipeline)), 0, Tolerance);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Compose_WeightInHalves_IsChangedWhetherTheGraphComputesInHalvesOrNot(bool computesInHalves)
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder["model.onnx"], Model([Half.One, (Half)2, (Half)3, (Half)4], computesInHalves));
        File.WriteAllBytes(folder["lora.safetensors"], SafetensorsBytes.Of(
            [("layer.lora_A.weight", new float[] { 1, 2 }, [1, 2]), ("layer.lora_B.weight", new float[] { 3, 4 }, [2, 1])]));
        using ModelFile file = ModelFile.Open(folder["model.onnx"]);
        var (open, parameters) = OnnxWeights.Open(file, []);
        AdapterChange change = new();
        AdapterLayer layer = AdapterFile.Open(folder["lora.safetensors"]).Layers.Single();
        AdapterTargets targets = new([.. parameters.Select(p => p.Parameter)]);
        change.Add(layer, targets.Of("layer").Single(), new AdapterStrength(0.5, IsOfWhole: false));
        BoundGraph bound = GraphComposer.Compose(open, parameters, [change]);
        using OnnxGraph graph = OnnxGraph.Load("layer", folder["model.onnx"], bound, new PipelineOptions().Sessions());
        using GraphCall call = graph.Call(CancellationToken.None);
        call.Input("x", 1, 2).Write()[0] = 1; // a row of the weight, because the other input is 0
        call.FreeOutput("y");
        Assert.Equal([1 + 0.5f * 3 * 1, 2 + 0.5f * 3 * 2], call.RunFree()[0].Values);
    }

    /// <summary>A product of x and a weight in float16, whose type is declared once more beside it, as some exporters do.</summary>
    private static byte[] Model(Half[] weight, bool computesInHalves)
    {
        DataType type = computesInHalves ? DataType.Float16 : DataType.Float;
        NodeProto product = new("MatMul", ["x", computesInHalves ? "layer.weight" : "w"], ["y"]);
        NodeProto cast = new("Cast", ["layer.weight"], ["w"], AttributeProto.Of("to", (long)DataType.Float));
        return OnnxBytes.Model(new GraphProto
        {
            Nodes = computesInHalves ? [product] : [cast, product],
            Inputs = [OnnxBytes.Value("x", type, 1, 2)],
            Outputs = [OnnxBytes.Value("y", type, 1, 2)],
            Values = [OnnxBytes.Value("layer.weight", DataType.Float16, 2, 2)],
            Initializers =
            [
                new TensorProto("layer.weight", DataType.Float16, [2, 2]) { RawData = MemoryMarshal.AsBytes<Half>(weight).ToArray() },
            ],
        }).Serialize();
    }
}
