namespace LatentDiffusion.Tests;

/// <summary>Adapters that bring learned words with them (<c>bundle_emb</c>).</summary>
public sealed class BundledWordTests
{
    private const string File = "style.safetensors";

    [Fact]
    public void LoadLora_BringsTheWord_AsAFileOfItsOwnWould()
    {
        using TemporaryFolder folder = new();
        float[] rows = [.. Enumerable.Range(0, 32).Select(i => (i % 7 - 3) * 0.1f)];
        Write(folder[File], "bundle_emb.zog.string_to_param.*", rows);
        System.IO.File.WriteAllBytes(folder["zog.safetensors"], SafetensorsBytes.Of(("emb_params", rows, [2, 16])));
        using LatentDiffusionPipeline bundled = LoraCase.Load();
        using LatentDiffusionPipeline apart = LatentDiffusionPipeline.Load(
            CheckpointCase.Path("stable_diffusion"),
            CheckpointCase.Options with { Threads = 1, Embeddings = [new TextualInversion(folder["zog.safetensors"])] });
        using LatentDiffusionPipeline atOnce = LoraCase.Load(loras: new LoraFile(folder[File]));
        float[] before = Draw(bundled);
        bundled.LoadLora(folder[File]);
        apart.LoadLora(LoraCase.Adapter("kohya_lora"));
        Assert.Equal(Draw(apart), Draw(bundled));
        Assert.Equal(Draw(apart), Draw(atOnce));
        bundled.UnloadLora("style");
        Assert.Equal(before, Draw(bundled));
    }

    [Theory]
    [InlineData("bundle_emb.zog.string_to_param.*", 8, "which fits no CLIP text encoder")]
    [InlineData("bundle_emb.<|endoftext|>.string_to_param.*", 16, "endoftext")]
    public void LoadLora_WordThatTheModelCannotUse_IsLeftOutWithAWarning(string key, int width, string message)
    {
        using TemporaryFolder folder = new();
        Write(folder[File], key, new float[width], width);
        using LatentDiffusionPipeline pipeline = LoraCase.Load();
        pipeline.LoadLora(folder[File]);
        GenerationResult result = pipeline.Generate(new GenerationRequest("a cat") { Steps = 1, Height = 32, Width = 32 });
        Assert.Contains(result.Warnings, warning => warning.Contains(message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("bundle_emb..string_to_param.*", 16, "names no word")]
    [InlineData("bundle_emb.zog", 16, "names no word")]
    [InlineData("bundle_emb.zog.string_to_param.*", 0, "is not a list of embeddings")]
    public void LoadLora_TensorThatIsNoWord_IsRefused(string key, int width, string message)
    {
        using TemporaryFolder folder = new();
        Write(folder[File], key, new float[width], width);
        using LatentDiffusionPipeline pipeline = LoraCase.Load();
        ModelFormatException e = Assert.Throws<ModelFormatException>(() => pipeline.LoadLora(folder[File]));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
        Assert.Contains(folder[File], e.Message, StringComparison.Ordinal);
    }

    private static void Write(string path, string key, float[] rows, int width = 16)
    {
        SafetensorsFile adapter = new(LoraCase.Adapter("kohya_lora"));
        System.IO.File.WriteAllBytes(path, SafetensorsBytes.Of(
        [
            .. adapter.Names.Select(
                name => (name, adapter.Values<float>(name).ToArray(), adapter.Shape(name).Select(side => (int)side).ToArray())),
            (key, rows, [rows.Length / Math.Max(width, 1), width]),
        ]));
    }

    private static float[] Draw(LatentDiffusionPipeline pipeline) => pipeline.Generate(
        new GenerationRequest("a photo of zog") { Steps = 2, GuidanceScale = 3, Height = 64, Width = 64, Seed = 0 }).Latents.ToArray();
}
