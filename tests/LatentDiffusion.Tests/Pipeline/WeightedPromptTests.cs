using CsCheck;

namespace LatentDiffusion.Tests;

/// <summary>
/// Whole generations from prompts in the weighted syntax, against diffusers' pipelines with a U-Net that is given the same prompts by an
/// implementation of its own (latent_diffusion_references/weighted_prompts.py): final latents within 1e-3 of the largest.
/// </summary>
public sealed class WeightedPromptTests : IClassFixture<TinyPipelines>
{
    private const float LatentTolerance = 1e-3f;
    private const string Words = "a red cat in the dark house";

    private readonly TinyPipelines _pipelines;

    public WeightedPromptTests(TinyPipelines pipelines) => _pipelines = pipelines;

    public static TheoryData<string, string> Cases
    {
        get
        {
            TheoryData<string, string> data = [];
            foreach (string family in (string[])["stable_diffusion", "stable_diffusion_xl", "controlnet", "latent_consistency", "upscaler"])
                foreach (TinyCase tiny in CasesOf(family)) data.Add(family, tiny.Name);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Generate_EqualsDiffusersWithTheSamePrompts(string family, string name)
    {
        TinyCase tiny = CasesOf(family).Single(c => c.Name == name);
        GenerationResult result = _pipelines[family].Generate(tiny.Request() with { PromptSyntax = PromptSyntax.Weighted });

        Assert.InRange(Difference.Relative(tiny.Latents, result.Latents.Span), 0, LatentTolerance);
        // Cases without guidance have a negative prompt too, to show that it changes nothing.
        Assert.DoesNotContain(result.Warnings, w => !w.StartsWith("The negative prompt has no effect", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("stable_diffusion")]
    [InlineData("stable_diffusion_inpainting")]
    [InlineData("stable_diffusion_xl")]
    [InlineData("stable_diffusion_xl_refiner")]
    [InlineData("latent_consistency")]
    [InlineData("instruct_pix2pix")]
    [InlineData("upscaler")]
    [InlineData("depth_to_image")]
    [InlineData("controlnet")]
    [InlineData("latent_diffusion")]
    public void Generate_PromptWithoutSyntax_IsTheSameInBoth(string family)
    {
        GenerationRequest request = TinyCase.Of(family).First().Request() with { Prompt = Words, NegativePrompt = "old" };
        ReadOnlyMemory<float> plain = _pipelines[family].Generate(request).Latents;
        ReadOnlyMemory<float> weighted = _pipelines[family].Generate(request with { PromptSyntax = PromptSyntax.Weighted }).Latents;
        Assert.InRange(Difference.Relative(plain.Span, weighted.Span), 0, 1e-6f);
    }

    [Theory]
    [InlineData("latent_consistency")]
    [InlineData("upscaler")]
    [InlineData("controlnet")]
    [InlineData("latent_diffusion")]
    public void Generate_PartsThatAreTheSame_AddUpToOne(string family)
    {
        GenerationRequest request = TinyCase.Of(family).First().Request() with { Prompt = Words, PromptSyntax = PromptSyntax.Weighted };
        ReadOnlyMemory<float> one = _pipelines[family].Generate(request).Latents;
        ReadOnlyMemory<float> halves = _pipelines[family].Generate(request with { Prompt = $"{Words} :0.75 AND {Words} :0.25" }).Latents;
        Assert.InRange(Difference.Relative(one.Span, halves.Span), 0, LatentTolerance);
    }

    [Theory]
    [InlineData("controlnet")]
    [InlineData("latent_consistency")]
    [InlineData("stable_diffusion_xl_refiner")]
    public void Generate_ScheduleWhoseSecondHalfNeverComes_IsTheFirst(string family)
    {
        GenerationRequest request = TinyCase.Of(family).First().Request() with
        {
            Prompt = "a red cat",
            PromptSyntax = PromptSyntax.Weighted,
        };
        float[] first = _pipelines[family].Generate(request).Latents.ToArray();
        Assert.Equal(first, _pipelines[family].Generate(request with { Prompt = "a red [cat:dark house:1.0]" }).Latents.ToArray());
        Assert.NotEqual(first, _pipelines[family].Generate(request with { Prompt = "a red [cat:dark house:1]" }).Latents.ToArray());
    }

    [Fact]
    public void Generate_Plain_IsTheDefault_AndTakesTheSyntaxForText()
    {
        GenerationRequest request = Small("a (red:1.4) cat");
        Assert.Equal(PromptSyntax.Plain, request.PromptSyntax);
        float[] plain = _pipelines["stable_diffusion"].Generate(request).Latents.ToArray();
        GenerationRequest weighted = request with { PromptSyntax = PromptSyntax.Weighted };
        float[] escaped = _pipelines["stable_diffusion"].Generate(weighted with { Prompt = @"a \(red:1.4\) cat" }).Latents.ToArray();
        Assert.InRange(Difference.Relative(plain, escaped), 0, 1e-6f);
        Assert.NotEqual(plain, _pipelines["stable_diffusion"].Generate(weighted).Latents.ToArray());
    }

    [Theory]
    [InlineData("stable_diffusion_3", "Stable Diffusion 3")]
    [InlineData("flux_schnell", "Flux")]
    [InlineData("pixart_sigma", "PixArt-Sigma")]
    [InlineData("sana", "Sana")]
    [InlineData("latent_diffusion_unconditional", "Unconditional latent diffusion")]
    public void Generate_FamilyWithoutWeights_IsRefused(string family, string name)
    {
        GenerationRequest request = new("a cat") { PromptSyntax = PromptSyntax.Weighted };
        var e = Assert.Throws<UnsupportedRequestException>(() => _pipelines[family].Generate(request));
        Assert.StartsWith(
            $"PromptSyntax is Weighted; the model '{family}' ({name}) reads plain prompts only.", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a cat AND a dog")]
    [InlineData("a cat :1.2")]
    public void Generate_PartsForInstructPix2Pix_AreRefused(string prompt)
    {
        GenerationRequest request = TinyCase.Of("instruct_pix2pix").First().Request() with
        {
            Prompt = prompt,
            PromptSyntax = PromptSyntax.Weighted,
        };
        ArgumentException e = Assert.Throws<ArgumentException>(() => _pipelines["instruct_pix2pix"].Generate(request));
        Assert.Contains("InstructPix2Pix", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Generate_UnknownSyntax_IsRefused() =>
        Assert.StartsWith(
            "PromptSyntax is 7; it must be Plain or Weighted.",
            Assert.Throws<ArgumentException>(
                () => _pipelines["stable_diffusion"].Generate(Small("x") with { PromptSyntax = (PromptSyntax)7 })).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Generate_WeightThatIsNoNumber_IsAPromptFormatException()
    {
        GenerationRequest request = Small("a (cat:1.0.0)") with { PromptSyntax = PromptSyntax.Weighted };
        Assert.Throws<PromptFormatException>(() => _pipelines["stable_diffusion"].Generate(request));
    }

    [Fact]
    public void Generate_AnyPrompt_DrawsOrSaysWhatIsWrong()
    {
        LatentDiffusionPipeline pipeline = _pipelines["stable_diffusion"];
        RandomPrompts.Gen.Select(RandomPrompts.Gen).Sample(
            (prompt, negative) =>
            {
                try
                {
                    GenerationRequest request = Small(prompt) with
                    {
                        NegativePrompt = negative,
                        PromptSyntax = PromptSyntax.Weighted,
                        Steps = 2,
                    };
                    Assert.Single(pipeline.Generate(request).Images);
                }
                catch (PromptFormatException e)
                {
                    Assert.Contains("position", e.Message, StringComparison.Ordinal);
                }
            },
            iter: 150,
            threads: 1);
    }

    [Fact]
    public void Generate_Parameters_KeepThePromptAsItWasWritten()
    {
        const string Prompt = "a [cat|(dog:1.2)] AND bird :0.5";
        GenerationRequest request = Small(Prompt) with { PromptSyntax = PromptSyntax.Weighted };
        GeneratedImage image = _pipelines["stable_diffusion"].Generate(request).Images[0];
        Assert.Equal(Prompt, image.Parameters.Prompt);
    }

    [Fact]
    public void Generate_AlternatingPrompts_AllocateNothingBetweenSteps()
    {
        AllocationMeter meter = new(steps: 24);
        GenerationRequest request = Small("a [cat|dog|bird] AND [red:blue:0.5] :0.5") with
        {
            Steps = 24,
            PromptSyntax = PromptSyntax.Weighted,
        };
        _pipelines["stable_diffusion"].Generate(request, meter); // so that everything is compiled and loaded
        _pipelines["stable_diffusion"].Generate(request, meter);
        Assert.All(meter.BetweenSteps(), bytes => Assert.Equal(0, bytes));
    }

    private static GenerationRequest Small(string prompt) => new(prompt) { Seed = 1, Steps = 2, Width = 16, Height = 16 };

    private static IEnumerable<TinyCase> CasesOf(string family) => TinyCase.Of(family, ReferenceFiles.Path("weighted_prompts", family));
}
