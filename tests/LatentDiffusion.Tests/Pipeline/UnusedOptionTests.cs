namespace LatentDiffusion.Tests;

/// <summary>Options that a model or method has no use for are not passed over in silence.</summary>
public sealed class UnusedOptionTests(EmojiFixture emoji)
{
    private static readonly GenerationRequest Request = new("a red apple") { Steps = 1 };

    public static TheoryData<string, GenerationRequest> Unused => new()
    {
        {
            "Image.Strength",
            Request with { Image = new() { Latents = new float[4 * 16 * 16], Strength = 0.5 }, Steps = 4, Schedule = new() { Start = 0.5 } }
        },
        { "negative prompt", Request with { NegativePrompt = "green", GuidanceScale = 1 } },
        { "GuidanceRescale", Request with { GuidanceRescale = 0.5, GuidanceScale = 1 } },
        { "Eta", Request with { Schedule = new() { Eta = 0.5 }, Scheduler = Schedulers.EulerDiscrete() } },
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
                    Steps = 2, NegativePrompt = "green", GuidanceScale = 3, GuidanceRescale = 0.5, Schedule = new() { Eta = 0.5 },
                    Image = new(picture) { Strength = 0.9 }, Options = new StableDiffusionOptions(), Scheduler = Schedulers.Ddim(),
                }).Warnings);
        Assert.Empty(emoji.Pipeline.Generate(Request with { Steps = 2, Hires = new HiresFix { Scale = 1.5, Strength = 0.9 } }).Warnings);
    }
}
