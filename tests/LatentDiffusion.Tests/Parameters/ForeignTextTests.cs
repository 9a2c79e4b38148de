namespace LatentDiffusion.Tests;

/// <summary>Texts of stable-diffusion-webui as requests: what they leave out means there something else than here.</summary>
public sealed class ForeignTextTests
{
    private const string Text =
        "a (red:1.2) apple\nNegative prompt: blurry\nSteps: 25, Sampler: DPM++ 2M, Schedule type: {0}, CFG scale: 7, "
        + "Seed: 3001, Size: 640x448, Model hash: abc123, Model: sd, Clip skip: 2, Denoising strength: 0.5, Hires upscale: 2, "
        + "Hires upscaler: Latent (bicubic), Version: v1.10.1";

    [Theory]
    [InlineData("Automatic", true)]
    [InlineData("Karras", true)]
    [InlineData("Uniform", null)]
    public void Webui(string spacing, bool? karras)
    {
        GenerationRequest request = GenerationParameters.Parse(Text.Replace("{0}", spacing, StringComparison.Ordinal)).ToRequest();
        Assert.Equal("DPMSolverMultistepScheduler", request.Scheduler!.ClassName);
        Assert.Equal(karras, request.Scheduler.Options.UseKarrasSigmas);
        Assert.Equal((PromptSyntax.Weighted, NoiseSource.Philox), (request.PromptSyntax, request.NoiseSource));
        Assert.Equal(new StableDiffusionOptions { ClipSkip = 1 }, request.Options);
        Assert.Equal((25, 7.0, 3001L, 640, 448), (request.Steps, request.GuidanceScale, request.Seed, request.Width, request.Height));
        Assert.Equal(new HiresFix { Scale = 2, Strength = 0.5, Upscaling = HiresUpscaling.LatentBicubic }, request.Hires);
        Assert.Null(request.Image);
        Assert.Equal("blurry", request.NegativePrompt);
    }

    [Fact]
    public void EarlyTextOfThisLibrary_HasItsDefaults()
    {
        GenerationRequest request = GenerationParameters.Parse(
            "a (red) apple\nSteps: 4, Sampler: DDIMScheduler, CFG scale: 3.1, Seed: 1, Size: 128x128, Model: emoji").ToRequest();
        Assert.Equal((PromptSyntax.Plain, NoiseSource.TorchCpu), (request.PromptSyntax, request.NoiseSource));
        Assert.Equal(Schedulers.Ddim(), request.Scheduler);
        Assert.Null(request.NegativePrompt);
    }

    [Theory]
    [InlineData("Sampler: DPM fast", "There is no scheduler 'DPM fast'")]
    [InlineData("RNG: dice", "'RNG' is 'dice'")]
    [InlineData("Hires upscale: 2, Hires upscaler: R-ESRGAN 4x+", "'Hires upscaler' is 'R-ESRGAN 4x+'")]
    [InlineData("Hires upscale: large", "'Hires upscale' is 'large'")]
    [InlineData("Outpaint: 1 2 3", "'Outpaint' is '1 2 3'")]
    [InlineData("Size conditioning: depth: 3", "'Size conditioning' is 'depth: 3'")]
    [InlineData("Sampler: LCM, Scheduler options: [1]", "'Scheduler options' is '[1]'")]
    [InlineData("Sampler: LCM, Scheduler options: \"{\\\"a\\\": 1}\"", "no scheduler knows the option 'a'")]
    [InlineData("Family: Human", "'Family' is 'Human'")]
    [InlineData("Family: Flux, Clip skip: 2", "mixes options of FluxOptions and StableDiffusionOptions")]
    [InlineData("Max sequence length: 9", "'Max sequence length' is '9'")]
    [InlineData("Init image hash: 12", "Image.Picture is missing")]
    [InlineData("ControlNet 0: nothing", "'ControlNet 0' is 'nothing'")]
    public void WhatCannotBeRead_IsNamed(string fields, string message)
    {
        GenerationParameters read = GenerationParameters.Parse($"x\nSteps: 4, Seed: 1, CFG scale: 2, {fields}");
        Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(() => read.ToRequest()).Message, StringComparison.Ordinal);
    }
}
