namespace LatentDiffusion.Tests;

/// <summary>Files of Stable Diffusion 3 with and without the projection of OpenAI's CLIP, against what diffusers draws with them.</summary>
public sealed class ImpliedProjectionTests
{
    private const string Model = "stable_diffusion_3", Projection = "text_projection.weight";
    private const float LatentTolerance = 1e-3f;

    [Theory]
    [InlineData("text_encoders.clip_l.transformer." + Projection)]
    [InlineData(null)] // diffusers does not use the one in the file
    public void Load_File_DrawsAsDiffusersWithoutTheProjection(string? without)
    {
        using TemporaryFolder folder = new();
        TinyCase tiny = Assert.Single(TinyCase.Of(Model, CheckpointCase.Path($"{Model}.implied_projection")));
        using LatentDiffusionPipeline pipeline = Load(folder, without);
        Assert.InRange(Difference.Relative(tiny.Latents, pipeline.Generate(tiny.Request()).Latents.Span), 0, LatentTolerance);
    }

    /// <summary>A scale is that of the projection in the file, which is not used.</summary>
    [Fact]
    public void Load_FileWithAScaleOfTheProjection_DrawsAsDiffusersWithoutEither()
    {
        using TemporaryFolder folder = new();
        TinyCase tiny = Assert.Single(TinyCase.Of(Model, CheckpointCase.Path($"{Model}.implied_projection")));
        FileTensor scale = new("text_encoders.clip_l.transformer.text_projection.scale_weight", [3], []);
        using LatentDiffusionPipeline pipeline = Load(folder, without: null, scale);
        Assert.InRange(Difference.Relative(tiny.Latents, pipeline.Generate(tiny.Request()).Latents.Span), 0, LatentTolerance);
    }

    [Fact]
    public void Load_FileWithoutTheProjectionOfOpenClip_IsRefused()
    {
        using TemporaryFolder folder = new();
        string message = Assert.Throws<ModelFormatException>(
            () => Load(folder, without: "text_encoders.clip_g.transformer." + Projection)).Message;
        Assert.Contains($"'text_encoder' are missing: {Projection}", message, StringComparison.Ordinal);
    }

    private static LatentDiffusionPipeline Load(TemporaryFolder folder, string? without, params ReadOnlySpan<FileTensor> more)
    {
        File.WriteAllBytes(
            folder["model.safetensors"],
            SafetensorsBytes.Of(CheckpointCase.InOneFile(Model).Where(t => t.Key != without).Concat(more.ToArray())));
        return LatentDiffusionPipeline.Load(
            folder["model.safetensors"], CheckpointCase.Options with { Config = CheckpointCase.Path(Model), Threads = 1 });
    }
}
