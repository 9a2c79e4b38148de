namespace LatentDiffusion.Tests;

/// <summary>What the loaded model cannot use is refused, with the names of option, model and family.</summary>
public sealed class UnsupportedRequestTests(EmojiFixture emoji)
{
    private static readonly RgbImage Picture = new(64, 64, new byte[3 * 64 * 64]);

    private static readonly GenerationRequest Request = new("a") { Steps = 2, Seed = 1 };

    public static TheoryData<string, string, GenerationRequest> Unsupported => new()
    {
        { "stable_diffusion", "Options is SdxlOptions", Request with { Options = new SdxlOptions() } },
        { "stable_diffusion", "Options is FluxOptions", Request with { Options = new FluxOptions { MaxSequenceLength = 77 } } },
        { "stable_diffusion", "Options is UpscalerOptions", Request with { Options = new UpscalerOptions() } },
        { "stable_diffusion_xl", "Options is StableDiffusion3Options", Request with { Options = new StableDiffusion3Options() } },
        { "flux_dev", "Options is StableDiffusionOptions", Request with { Options = new StableDiffusionOptions { ClipSkip = 1 } } },
        { "pixart_sigma", "Options is SanaOptions", Request with { Options = new SanaOptions() } },
        { "latent_diffusion_unconditional", "Options is StableDiffusionOptions", Request with { Options = new StableDiffusionOptions() } },
        { "flux_dev", "PromptSyntax is Weighted", Request with { PromptSyntax = PromptSyntax.Weighted } },
        { "stable_diffusion", "Controls.Count is 1", Request with { Controls = [new ControlImage(Picture)] } },
        { "instruct_pix2pix", "Inpainting is set", Request with { Image = new(Picture), Inpainting = new(Picture) } },
        { "instruct_pix2pix", "Image.Strength is 0.5", Request with { Image = new(Picture) { Strength = 0.5 } } },
        { "instruct_pix2pix", "Hires is set", Request with { Image = new(Picture), Hires = new HiresFix() } },
        { "upscaler", "Inpainting is set", Request with { Image = new(Picture), Inpainting = new(Picture) } },
        { "depth_to_image", "Inpainting is set", Request with { Image = new(Picture), Inpainting = new(Picture) } },
        { "depth_to_image", "Image.Latents is 1024 numbers", Request with { Image = new() { Latents = new float[1024] } } },
    };

    [Theory]
    [MemberData(nameof(Unsupported))]
    public void Generate_WhatTheModelCannotUse_IsRefusedWithItsName(string family, string start, GenerationRequest request)
    {
        using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(ReferenceFiles.Path("tiny", family));
        var e = Assert.Throws<UnsupportedRequestException>(() => pipeline.Generate(request));
        Assert.StartsWith($"{start}; the model '{family}' ({pipeline.Traits.Family}) ", e.Message, StringComparison.Ordinal);
        Assert.Equal((family, pipeline.Traits.Family), (e.Model, e.Family));
    }

    [Theory]
    [InlineData("stable_diffusion", typeof(StableDiffusionOptions))]
    [InlineData("stable_diffusion_xl_refiner", typeof(SdxlOptions))]
    [InlineData("pixart_alpha", typeof(PixArtOptions))]
    [InlineData("sana", typeof(SanaOptions))]
    [InlineData("latent_diffusion_unconditional", null)]
    public void Traits_TellTheOptionsThatTheModelTakes(string family, Type? type)
    {
        using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(ReferenceFiles.Path("tiny", family));
        Assert.Equal(type, pipeline.Traits.Options?.GetType());
    }

    [Fact]
    public void Generate_OptionsThatTheFamilysDeriveFrom_AreTaken()
    {
        using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(ReferenceFiles.Path("tiny", "stable_diffusion_xl"));
        GenerationRequest skipped = Request with { Width = 64, Height = 64, Options = new StableDiffusionOptions { ClipSkip = 1 } };
        float[] expected = pipeline.Generate(skipped with { Options = new SdxlOptions { ClipSkip = 1 } }).Latents.ToArray();
        Assert.Equal(expected, pipeline.Generate(skipped).Latents.ToArray());
        Assert.NotEqual(expected, pipeline.Generate(skipped with { Options = null }).Latents.ToArray());
    }

    [Fact]
    public void Generate_GuidanceScaleOfAModelThatTakesNone_Warns()
    {
        using LatentDiffusionPipeline pipeline =
            LatentDiffusionPipeline.Load(ReferenceFiles.Path("tiny", "latent_diffusion_unconditional"));
        string warning = Assert.Single(pipeline.Generate(new GenerationRequest("") { Steps = 1, GuidanceScale = 5 }).Warnings);
        Assert.StartsWith("GuidanceScale has no effect", warning, StringComparison.Ordinal);
        Assert.Empty(emoji.Pipeline.Generate(Request with { Steps = 1, GuidanceScale = 5 }).Warnings);
    }
}
