using System.Text.Json.Nodes;
using Microsoft.ML.OnnxRuntime;

namespace LatentDiffusion.Tests;

/// <summary>
/// An autoencoder of float16 that overflows, against PyTorch in float32. ONNX Runtime's optimiser is off, since on processors it would
/// remove most conversions to float16, and with them the overflow.
/// </summary>
public sealed class OverflowingVaeTests
{
    private const string Decoder = "vae_decoder", Encoder = "vae_encoder";
    private static readonly string Folder = ReferenceFiles.Path("overflowing_vae");
    private static readonly SafetensorsFile Reference = new(Path.Combine(Folder, "cases.safetensors"));
    private static readonly LatentShape Latent = new(4, 6, 5);
    private static readonly PipelineOptions Unoptimized = new()
    {
        Precision = Precision.Float16,
        ConfigureSession = session => session.GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL,
        Components = new Dictionary<string, string>
        {
            [Decoder] = Path.Combine(Folder, Decoder),
            [Encoder] = Path.Combine(Folder, Encoder),
        },
    };

    [Fact]
    public void Decode_Overflow_IsRepeatedInFloat32()
    {
        using OnnxGraph graph = Load(Decoder);
        Assert.Equal("float16", graph.Inputs["latent_sample"].TypeName);
        RunWarnings warnings = new();
        VaeDecoder decoder = new(graph, new LatentScaling(1, 0), Policy);
        RgbImage image = decoder.Decode(Reference.Values<float>("latents"), Latent, warnings, default)[0];
        byte[] expected = new byte[image.Pixels.Length];
        PixelConversion.ToPixels(Reference.Values<float>("image"), image.Width * image.Height, expected);
        Assert.InRange(expected.Zip(image.Pixels.ToArray(), (a, b) => Math.Abs(a - b)).Max(), 0, 1);
        Assert.Equal(["The graph 'vae_decoder' overflowed in float16 and was run again in float32."], warnings.All);
    }

    [Fact]
    public void Encode_Overflow_IsRepeatedInFloat32()
    {
        using OnnxGraph graph = Load(Encoder);
        RunWarnings warnings = new();
        VaeEncoder encoder = new(graph, new LatentScaling(1, 0), Policy);
        float[] mean = encoder.Encode(Reference.Values<float>("picture").ToArray(), Latent, warnings, default).Mode();
        float[] expected = Reference.Values<float>("mean").ToArray();
        Assert.InRange(expected.Zip(mean, (a, b) => Math.Abs(a - b)).Max() / expected.Max(Math.Abs), 0, 1e-3f);
        Assert.Single(warnings.All);
    }

    [Fact]
    public void Generate_Overflow_WarnsOnce_AndDrawsTheSameEachTime()
    {
        using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(ReferenceFiles.Path("tiny", "stable_diffusion"), Unoptimized);
        GenerationRequest request = new("x") { Steps = 1, Seed = 1, Count = 2, Width = 64, Height = 40 };
        GenerationResult first = pipeline.Generate(request), second = pipeline.Generate(request);
        Assert.Contains("float16", Assert.Single(first.Warnings), StringComparison.Ordinal);
        Assert.Equal(first.Images[1].Pixels, second.Images[1].Pixels);
        Assert.True(first.Images[0].Pixels.ToArray().Distinct().Count() > 20, "The picture is nearly uniform.");
    }

    [Fact]
    public void Generate_OverflowInTheFirstPassOnly_WarnsOfIt()
    {
        PipelineOptions options = Unoptimized with
        {
            Components = new Dictionary<string, string> { [Encoder] = Path.Combine(Folder, Encoder) },
        };
        using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(ReferenceFiles.Path("tiny", "stable_diffusion"), options);
        RgbImage picture = new(40, 48, Enumerable.Range(0, 3 * 40 * 48).Select(i => (byte)(i * 37)).ToArray());
        GenerationRequest request = new("x") { Steps = 2, Seed = 1, Image = new(picture), Hires = new HiresFix() };
        Assert.Equal(["The graph 'vae_encoder' overflowed in float16 and was run again in float32."], pipeline.Generate(request).Warnings);
    }

    [Theory]
    [InlineData("StableDiffusionXLPipeline", true, "float32")]
    [InlineData("StableDiffusionXLPipeline", false, "float16")]
    [InlineData("StableDiffusionPipeline", true, "float16")] // diffusers looks at force_upcast in some pipelines only
    public void PrecisionOf_ForceUpcast_IsFloat32WhereDiffusersDoesSo(string pipeline, bool upcast, string type)
    {
        using TemporaryFolder folder = new();
        folder.Write("model_index.json", $$"""{"_class_name": "{{pipeline}}"}""");
        Directory.CreateDirectory(folder[Decoder]);
        File.Copy(Path.Combine(Folder, Decoder, "model.onnx"), Path.Combine(folder[Decoder], "model.onnx"));
        JsonNode config = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, Decoder, "config.json")))!;
        config["force_upcast"] = upcast;
        File.WriteAllText(Path.Combine(folder[Decoder], "config.json"), config.ToJsonString());
        ModelFolder model = ModelFolder.Open(folder.Path);
        GraphSource source = model.Source(Decoder);
        using OnnxGraph graph = source.Load(Unoptimized.Sessions(), ModelFamilies.Of(model).PrecisionOf(source, Precision.Float16));
        Assert.Equal(type, graph.Inputs["latent_sample"].TypeName);
    }

    [Fact]
    public void InFloat32_GraphOfFloat32_IsNull()
    {
        OnnxSource source = new(Decoder, ReferenceFiles.Path("tiny", "stable_diffusion", Decoder));
        using OnnxGraph graph = source.Load(Unoptimized.Sessions(), GraphPrecision.Float32);
        Assert.Null(graph.InFloat32);
    }

    [Fact]
    public void Compute_NotFiniteInFloat32Either_Throws()
    {
        using OnnxGraph graph = Load(Decoder);
        float[] latents = new float[Latent.Length];
        latents[7] = float.NaN;
        Assert.Throws<NumericalException>(
            () => new VaeDecoder(graph, new LatentScaling(1, 0), Policy).Decode(latents, Latent, new RunWarnings(), default));
    }

    private static TilePolicy Policy { get; } = new(new TileGrid(64, 48), 8);

    private static OnnxGraph Load(string component) =>
        new OnnxSource(component, Path.Combine(Folder, component)).Load(Unoptimized.Sessions(), new GraphPrecision(Precision.Float16));
}
