namespace LatentDiffusion.Tests;

/// <summary>Denoisers that were exported for a batch of one size.</summary>
public sealed class FixedBatchTests
{
    [Theory]
    [InlineData("stable_diffusion", "unet", 1)]
    [InlineData("stable_diffusion", "unet", 2)]
    [InlineData("stable_diffusion", "unet", 4)]
    [InlineData("stable_diffusion", "unet", 8)]
    [InlineData("controlnet", "unet", 1)]
    [InlineData("controlnet", "controlnet", 2)]
    [InlineData("controlnet", "unet+controlnet+controlnet_1", 1)]
    [InlineData("stable_diffusion_3", "transformer", 1)]
    [InlineData("pixart_alpha", "transformer", 1)]
    public void Generate_GivesTheSamePictures(string family, string component, int batch)
    {
        GenerationRequest request = new("a photo of a red cat")
        {
            Steps = 2, GuidanceScale = 3, Height = 64, Width = 64, Seed = 0, Count = 3,
            Controls = family == "controlnet" ? [new ControlImage(Picture()), new ControlImage(Picture())] : [],
        };
        using ModelCopy model = ModelCopy.OfTiny(family);
        float[] expected = Latents(model.Path, request);
        foreach (string name in component.Split('+')) Fix(model[$"{name}/model.onnx"], batch);
        Assert.InRange(Difference.Relative(expected, Latents(model.Path, request)), 0, 1e-5);
    }

    private static RgbImage Picture() => new(64, 64, [.. Enumerable.Range(0, 64 * 64 * 3).Select(i => (byte)(i * 7 % 251))]);

    private static float[] Latents(string path, GenerationRequest request)
    {
        using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(path);
        return pipeline.Generate(request).Latents.ToArray();
    }

    private static void Fix(string path, int batch)
    {
        ModelProto model = ModelProto.Parse(File.ReadAllBytes(path));
        GraphProto graph = model.Graph with
        {
            Inputs = [.. model.Graph.Inputs.Select(value => WithBatch(value, batch))],
            Outputs = [.. model.Graph.Outputs.Select(value => WithBatch(value, batch))],
        };
        File.WriteAllBytes(path, (model with { Graph = graph }).Serialize());
    }

    private static ValueInfoProto WithBatch(ValueInfoProto value, int batch)
    {
        if (value.Dimensions is not [var first, ..] || long.TryParse(first, out _)) return value;
        ProtobufWriter dimensions = new();
        foreach (string dimension in value.Dimensions.Skip(1).Prepend($"{batch}"))
        {
            ProtobufWriter entry = new();
            dimensions.Message(1, long.TryParse(dimension, out long size) ? entry.Number(1, size) : entry.Text(2, dimension));
        }

        ProtobufWriter tensor = new ProtobufWriter().Number(1, (int)value.Type).Message(2, dimensions);
        return ValueInfoProto.Parse(
            new ProtobufWriter().Text(1, value.Name).Message(2, new ProtobufWriter().Message(1, tensor)).Written.ToArray());
    }
}
