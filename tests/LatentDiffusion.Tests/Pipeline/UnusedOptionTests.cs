namespace LatentDiffusion.Tests;

/// <summary>Options that a model or method has no use for are not passed over in silence.</summary>
public sealed class UnusedOptionTests(EmojiFixture emoji)
{
    private static readonly GenerationRequest Request = new("a red apple") { Steps = 1 };

    public static TheoryData<string, GenerationRequest> Unused => new()
    {
        { "MaxSequenceLength", Request with { MaxSequenceLength = 77 } },
        { "TrueGuidanceScale", Request with { TrueGuidanceScale = 2 } },
        { "SizeConditioning", Request with { SizeConditioning = new SizeConditioning { CropLeft = 8 } } },
        { "ImageGuidanceScale", Request with { ImageGuidanceScale = 2 } },
        { "NoiseLevel", Request with { NoiseLevel = 30 } },
        { "PromptInstruction", Request with { PromptInstruction = "draw" } },
        { "Strength", Request with { Strength = 0.5 } },
        { "negative prompt", Request with { NegativePrompt = "green", GuidanceScale = 1 } },
        { "GuidanceRescale", Request with { GuidanceRescale = 0.5, GuidanceScale = 1 } },
        { "Eta", Request with { Eta = 0.5, Scheduler = Schedulers.EulerDiscrete() } },
    };

    [Theory]
    [MemberData(nameof(Unused))]
    public void Generate_OptionWithoutEffect_Warns(string name, GenerationRequest request)
    {
        string warning = Assert.Single(emoji.Pipeline.Generate(request).Warnings);
        Assert.Contains(name, warning, StringComparison.Ordinal);
        Assert.Contains("no effect", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void Generate_OptionsWithEffect_WarnOfNothing()
    {
        RgbImage picture = new(128, 128, new byte[3 * 128 * 128]);
        Assert.Empty(emoji.Pipeline.Generate(Request).Warnings);
        Assert.Empty(
            emoji.Pipeline.Generate(
                Request with
                {
                    Steps = 2, NegativePrompt = "green", GuidanceScale = 3, GuidanceRescale = 0.5, Eta = 0.5,
                    InitImage = picture, Strength = 0.9, Scheduler = Schedulers.Ddim(),
                }).Warnings);
        Assert.Empty(emoji.Pipeline.Generate(Request with { Steps = 2, Hires = new HiresFix { Scale = 1.5, Strength = 0.9 } }).Warnings);
    }
}
