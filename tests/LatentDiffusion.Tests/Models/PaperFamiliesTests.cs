namespace LatentDiffusion.Tests;

/// <summary>
/// What the two families of the latent diffusion paper refuse or warn of; that they are right is for <see cref="TinyFamilyTests"/>.
/// </summary>
public sealed class PaperFamiliesTests
{
    private const string Unconditional = "latent_diffusion_unconditional", WithBert = "latent_diffusion";

    [Fact]
    public void Generate_PromptForModelWithout_Warns()
    {
        using LatentDiffusionPipeline pipeline = Load(Unconditional);
        GenerationRequest silent = new("") { Steps = 2, Seed = 1 };
        Assert.Empty(pipeline.Generate(silent).Warnings);
        GenerationResult result = pipeline.Generate(silent with { Prompt = "a red apple", GuidanceScale = 5 });
        Assert.Collection(
            result.Warnings,
            prompt => Assert.Contains("takes no prompt", prompt, StringComparison.Ordinal),
            guidance => Assert.StartsWith("GuidanceScale has no effect", guidance, StringComparison.Ordinal));
        Assert.Equal(pipeline.Generate(silent).Latents.ToArray(), result.Latents.ToArray());
    }

    [Fact]
    public void Generate_SizeThatTheDenoiserCannotHalve_IsRefused()
    {
        using LatentDiffusionPipeline pipeline = Load(Unconditional);
        GenerationRequest request = new("") { Steps = 2, Width = 26 };
        ArgumentException e = Assert.Throws<ArgumentException>(() => pipeline.Generate(request));
        Assert.Contains("Width is 26; it must be a multiple of 4", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Unconditional, "unet/model.onnx")]
    [InlineData(Unconditional, "vae_decoder/model.onnx")]
    [InlineData(WithBert, "text_encoder/model.onnx")]
    [InlineData(WithBert, "vae_decoder/config.json")]
    public void Load_MissingComponent_NamesIt(string family, string file)
    {
        using ModelCopy model = ModelCopy.OfTiny(family);
        File.Delete(model[file]);
        Assert.Contains(model[file], model.LoadFails().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Generate_GuidanceBelowOne_IsGuidanceStill()
    {
        using LatentDiffusionPipeline pipeline = Load(WithBert);
        GenerationRequest request = new("green apple") { Steps = 2, Seed = 1, Width = 32, Height = 32, GuidanceScale = 0.5 };
        Assert.NotEqual(
            pipeline.Generate(request with { GuidanceScale = 1 }).Latents.ToArray(),
            pipeline.Generate(request).Latents.ToArray());
    }

    private static LatentDiffusionPipeline Load(string family) => LatentDiffusionPipeline.Load(ReferenceFiles.Path("tiny", family));
}
