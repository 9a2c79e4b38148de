namespace LatentDiffusion.Tests;

/// <summary>What a request with two passes gives, beside the pictures of <see cref="HiresFixReferenceTests"/>.</summary>
public sealed class HiresFixTests(EmojiFixture emoji)
{
    private static readonly GenerationRequest Request = new("a cactus")
    {
        Steps = 4,
        Seed = 1,
        Hires = new HiresFix { Scale = 1.5, Strength = 0.5 },
    };

    private static readonly RgbImage Black = new(64, 64, new byte[3 * 64 * 64]);

    [Fact]
    public void Generate_BothPassesByHand_GiveTheSame()
    {
        GenerationResult small = emoji.Pipeline.Generate(Request with { Hires = null, Count = 2 });
        GenerationResult large = emoji.Pipeline.Generate(Request with
        {
            Hires = Request.Hires! with { Upscaling = HiresUpscaling.LatentNearest, Scale = 2 },
            Count = 2,
        });
        GenerationResult byHand = emoji.Pipeline.Generate(Request with
        {
            Hires = null, Count = 2, Image = new() { Latents = Doubled(small.Latents.Span, 16), Strength = 0.5 }, Width = 512, Height = 512,
        });
        Assert.Equal(byHand.Latents.ToArray(), large.Latents.ToArray());
    }

    [Theory]
    [InlineData("[a cactus:a green apple:0.5]", "a green apple")] // changed in the first pass, and does not change back
    [InlineData("[a cactus:a green apple:3]", "a green apple")]
    [InlineData("[a cactus:a green apple:1.5]", "[a cactus:a green apple:0.5]")] // half of the second pass
    [InlineData("[a cactus:a green apple:5]", "[a cactus:a green apple:1]")] // the first pass has 4 steps
    public void Generate_ScheduledPrompt_GoesOnCountingInTheSecondPass(string prompt, string second)
    {
        HiresFix hires = Request.Hires! with { Upscaling = HiresUpscaling.LatentNearest, Scale = 2 };
        GenerationRequest request = Request with { PromptSyntax = PromptSyntax.Weighted, Hires = hires };
        GenerationResult small = emoji.Pipeline.Generate(request with { Prompt = prompt, Hires = null });
        GenerationResult byHand = emoji.Pipeline.Generate(request with
        {
            Prompt = second, Hires = null, Image = new() { Latents = Doubled(small.Latents.Span, 16), Strength = 0.5 },
            Width = 512, Height = 512,
        });
        Assert.Equal(byHand.Latents.ToArray(), emoji.Pipeline.Generate(request with { Prompt = prompt }).Latents.ToArray());
    }

    [Fact]
    public void Generate_Batch_EachPictureEqualsTheSingleOneOfItsSeed()
    {
        GenerationRequest request = Request with { Hires = Request.Hires! with { Upscaling = HiresUpscaling.Bicubic } };
        GenerationResult batch = emoji.Pipeline.Generate(request with { Count = 2 });
        Assert.Equal(emoji.Pipeline.Generate(request with { Seed = 2 }).Images[0].Pixels, batch.Images[1].Pixels);
    }

    [Fact]
    public void Generate_Progress_CountsThroughBothPasses_WithPreviewsOfBothSizes()
    {
        List<GenerationStep> steps = [];
        emoji.Pipeline.Generate(Request with { PreviewInterval = 1 }, new Collect(steps));
        Assert.Equal(Enumerable.Range(1, 6), steps.Select(s => s.Step));
        Assert.All(steps, s => Assert.Equal(6, s.Steps));
        Assert.Equal([256, 256, 256, 256, 384, 384], steps.Select(s => s.Preview![0].Width));
    }

    [Fact]
    public void Generate_CancelledInTheSecondPass_Stops()
    {
        using CancellationTokenSource source = new();
        CancelAt progress = new(5, source);
        Assert.ThrowsAny<OperationCanceledException>(() => emoji.Pipeline.Generate(Request, progress, source.Token));
        Assert.Equal(5, progress.Last);
    }

    [Fact]
    public void Parameters_AreThoseThatOtherToolsWrite()
    {
        GenerationRequest request = Request with
        {
            GuidanceScale = 3.1,
            Hires = Request.Hires! with { Steps = 6, Upscaling = HiresUpscaling.LatentAntialiased },
        };
        GeneratedImage image = emoji.Pipeline.Generate(request).Images[0];
        Assert.Equal((384, 384), (image.Width, image.Height));
        Assert.Matches(
            "^a cactus\nSteps: 4, Sampler: DDIM, Schedule type: SGM Uniform, CFG scale: 3.1, Seed: 1, Size: 256x256, Model: emoji, "
            + "Denoising strength: 0.5, Model hash: [0-9a-f]{10}, RNG: CPU, Prompt syntax: Plain, "
            + "Hires upscale: 1.5, Hires steps: 6, Hires upscaler: Latent \\(antialiased\\), Version: LatentDiffusion for .NET [0-9]",
            image.Parameters.ToText());
    }

    [Theory]
    [InlineData(192, null, 192, 96)]
    [InlineData(null, 96, 192, 96)]
    [InlineData(160, 160, 160, 160)]
    [InlineData(null, null, 256, 128)]
    public void Generate_OneSide_SetsTheOtherInProportion(int? width, int? height, int expectedWidth, int expectedHeight)
    {
        GenerationRequest request = Request with { Width = 128, Height = 64, Hires = new HiresFix { Width = width, Height = height } };
        GeneratedImage image = emoji.Pipeline.Generate(request).Images[0];
        Assert.Equal((expectedWidth, expectedHeight), (image.Width, image.Height));
    }

    public static TheoryData<string, GenerationRequest> BadRequests => new()
    {
        { "Hires.Scale is 0.5", Request with { Hires = new HiresFix { Scale = 0.5 } } },
        { "Hires.Scale is NaN", Request with { Hires = new HiresFix { Scale = double.NaN } } },
        { "Hires.Strength is 0", Request with { Hires = new HiresFix { Strength = 0 } } },
        { "Hires.Strength is 0.1", Request with { Hires = new HiresFix { Strength = 0.1 } } },
        { "Hires.Strength is 1.5", Request with { Hires = new HiresFix { Strength = 1.5 } } },
        { "Hires.Steps is 0", Request with { Hires = new HiresFix { Steps = 0 } } },
        { "Hires.Upscaling is 99", Request with { Hires = new HiresFix { Upscaling = (HiresUpscaling)99 } } },
        { "Hires.Width is 100", Request with { Hires = new HiresFix { Width = 100 } } },
        { "Hires.Width is 2560000", Request with { Hires = new HiresFix { Scale = 10000 } } },
        { "Hires is set", Request with { Schedule = new() { End = 0.5 } } },
        { "Hires is set", Request with { Image = new(Black), Inpainting = new(Black) } },
        { "Hires is set", Request with { Image = new(Black), Inpainting = new() { Outpaint = new() { Left = 64 } } } },
    };

    [Theory]
    [MemberData(nameof(BadRequests))]
    public void Generate_BadValue_IsRefusedBeforeTheFirstPass(string start, GenerationRequest request)
    {
        List<GenerationStep> steps = [];
        ArgumentException e = Assert.Throws<ArgumentException>(() => emoji.Pipeline.Generate(request, new Collect(steps)));
        Assert.StartsWith(start + "; it ", e.Message, StringComparison.Ordinal);
        Assert.Empty(steps);
    }

    [Theory]
    [InlineData("stable_diffusion_inpainting")]
    [InlineData("instruct_pix2pix")]
    [InlineData("depth_to_image")]
    public void Generate_ModelThatNeedsAPicture_IsRefused(string family)
    {
        using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(ReferenceFiles.Path("tiny", family));
        RgbImage picture = new(64, 64, new byte[3 * 64 * 64]);
        GenerationRequest request = new("x") { Steps = 2, Image = new(picture), Hires = new HiresFix() };
        if (family == "stable_diffusion_inpainting") request = request with { Inpainting = new(picture) };
        var e = Assert.Throws<UnsupportedRequestException>(() => pipeline.Generate(request));
        Assert.Contains("Hires is set", e.Message, StringComparison.Ordinal);
    }

    private static float[] Doubled(ReadOnlySpan<float> latents, int side)
    {
        float[] result = new float[latents.Length * 4];
        for (int i = 0; i < result.Length; i++)
        {
            int x = i % (2 * side), y = i / (2 * side) % (2 * side), plane = i / (4 * side * side);
            result[i] = latents[(plane * side + y / 2) * side + x / 2];
        }

        return result;
    }

    private sealed class Collect(List<GenerationStep> steps) : IProgress<GenerationStep>
    {
        public void Report(GenerationStep value) => steps.Add(value);
    }

    private sealed class CancelAt(int step, CancellationTokenSource source) : IProgress<GenerationStep>
    {
        public int Last { get; private set; }

        public void Report(GenerationStep value)
        {
            Last = value.Step;
            if (value.Step == step) source.Cancel();
        }
    }
}
