namespace LatentDiffusion.Tests;

public sealed class ModelInspectionTests
{
    [Fact]
    public void Read_SoundFolder_DescribesGraphsAndScheduler()
    {
        ModelInspection model = ModelInspection.Read(ReferenceFiles.Path("tiny", "stable_diffusion"));
        Assert.Equal("Stable Diffusion", model.Family);
        Assert.NotNull(model.Scheduler);
        Assert.Empty(model.Problems);
        Assert.Empty(model.MissingOptional);
        Assert.Equal(["text_encoder", "unet", "vae_decoder", "vae_encoder"], model.Graphs.Select(g => g.Name));
        GraphInspection unet = model.Graphs.Single(g => g.Name == "unet");
        Assert.Equal(new FileInfo(unet.Path).Length, unet.Bytes);
        Assert.Equal("float32", unet.WeightType);
        Assert.InRange(unet.Parameters, 1, unet.Bytes / sizeof(float));
        Assert.Contains("sample", unet.Inputs.Select(i => i.Name));
        Assert.Equal(4, unet.Inputs.Single(i => i.Name == "sample").Dimensions.Count);
    }

    [Fact]
    public void Read_WeightsMissingOrCutOff_AreProblems()
    {
        using TemporaryFolder folder = new(("model_index.json", """{ "_class_name": "GuessPipeline" }"""));
        Directory.CreateDirectory(Path.Combine(folder.Path, "unet"));

        byte[] graph =
        [
            .. OnnxBytes.Weights("a", 1, "cut", offset: 95, length: 4, 1),
            .. OnnxBytes.Weights("b", 1, "gone", offset: 0, length: 4, 1),
        ];
        File.WriteAllBytes(Path.Combine(folder.Path, "unet", "model.onnx"), OnnxBytes.Model(graph));
        File.WriteAllBytes(Path.Combine(folder.Path, "unet", "cut"), new byte[98]);

        ModelInspection model = ModelInspection.Read(folder.Path);
        Assert.Null(model.Family);
        Assert.Contains(model.Problems, p => p.Contains("GuessPipeline", StringComparison.Ordinal));
        Assert.Contains(
            model.Problems,
            p => p.Contains("has 98 bytes", StringComparison.Ordinal) && p.Contains("needs 99", StringComparison.Ordinal));
        Assert.Contains(model.Problems, p => p.Contains(Path.Combine("unet", "gone"), StringComparison.Ordinal));
        Assert.Contains(model.Problems, p => p.Contains("scheduler_config.json", StringComparison.Ordinal));
    }
}
