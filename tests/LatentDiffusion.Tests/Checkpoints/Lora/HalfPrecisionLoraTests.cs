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
        OnnxBinding binding = new(OnnxWeights.Read(folder["model.onnx"]), []);
        AdapterChange change = new();
        AdapterLayer layer = AdapterFile.Open(folder["lora.safetensors"]).Layers.Single();
        change.Add(layer, new AdapterTargets(binding.Parameters).Of("layer").Single(), 0.5);
        using OnnxGraph graph = OnnxGraph.Load("layer", folder["model.onnx"], binding.Compose([change]), new PipelineOptions());
        using GraphCall call = graph.Call(CancellationToken.None);
        call.Input("x", 1, 2).Values[0] = 1; // a row of the weight, because the other input is 0
        call.FreeOutput("y");
        Assert.Equal([1 + 0.5f * 3 * 1, 2 + 0.5f * 3 * 2], call.RunFree()[0].Values);
    }

    /// <summary>A product of x and a weight in float16, whose type is declared once more beside it, as some exporters do.</summary>
    private static byte[] Model(Half[] weight, bool computesInHalves)
    {
        const int Name = 2, IrVersion = 1, Opset = 8, Graph = 7, Input = 11, Output = 12, ValueInfo = 13, Version = 2;
        StoredType type = computesInHalves ? StoredType.Find(10)! : StoredType.Float32;
        ProtobufWriter graph = new ProtobufWriter()
            .Text(Name, "graph")
            .Message(Input, Value("x", type, 1, 2))
            .Message(Output, Value("y", type, 1, 2))
            .Message(ValueInfo, Value("layer.weight", StoredType.Find(10)!, 2, 2));
        ProtobufWriter model = new ProtobufWriter()
            .Number(IrVersion, 8)
            .Message(Opset, new ProtobufWriter().Number(Version, 17))
            .Message(Graph, graph);
        GraphPrefix prefix = new();
        prefix.Inline("layer.weight", StoredType.Find(10)!, [2, 2], MemoryMarshal.AsBytes<Half>(weight));
        if (!computesInHalves) prefix.Cast("layer.weight", "w");
        prefix.Node("MatMul", ["x", computesInHalves ? "layer.weight" : "w"], "y");
        return prefix.Before(model.Written);
    }

    private static ProtobufWriter Value(string name, StoredType type, params ReadOnlySpan<long> shape)
    {
        const int Name = 1, Type = 2, TensorType = 1, ElementType = 1, Shape = 2, Dimension = 1, Size = 1;
        ProtobufWriter dimensions = new();
        foreach (long size in shape) dimensions.Message(Dimension, new ProtobufWriter().Number(Size, size));
        ProtobufWriter tensor = new ProtobufWriter().Number(ElementType, type.OnnxType).Message(Shape, dimensions);
        return new ProtobufWriter().Text(Name, name).Message(Type, new ProtobufWriter().Message(TensorType, tensor));
    }
}
