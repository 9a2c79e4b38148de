using LatentDiffusion.Models.Emoji;

namespace LatentDiffusion.Safety.Tests;

/// <summary>What becomes of pictures that a checker finds unsafe, and of requests that a policy refuses.</summary>
public sealed class SafetyStageTests
{
    private static readonly GenerationRequest Request = new("a red apple") { Steps = 1, Seed = 3 };

    [Theory]
    [InlineData(SafetyPolicy.Black, "blacked out")]
    [InlineData(SafetyPolicy.Blur, "blurred")]
    [InlineData(SafetyPolicy.Report, "left as it is")]
    public void UnsafePictures_AreHidden(SafetyPolicy policy, string told)
    {
        List<SafetyFinding> reports = [];
        RgbImage bare = Generate(null).Images[0].Image;
        GenerationResult result = Generate(new SafetyStage(new Fixed(true), policy, (finding, _) => reports.Add(finding)));
        RgbImage image = result.Images[0].Image;
        Assert.Equal((bare.Width, bare.Height), (image.Width, image.Height));
        string warning = Assert.Single(result.Warnings, w => w.Contains("unsafe", StringComparison.Ordinal));
        Assert.Contains(told, warning, StringComparison.Ordinal);
        Assert.Contains("seed 3", warning, StringComparison.Ordinal);
        Assert.Contains("thing 0.5", warning, StringComparison.Ordinal);
        Assert.True(Assert.Single(reports).IsUnsafe);
        if (policy == SafetyPolicy.Black) Assert.True(image.Pixels.IndexOfAnyExcept((byte)0) < 0);
        if (policy == SafetyPolicy.Report) Assert.True(image.Pixels.SequenceEqual(bare.Pixels));
        if (policy == SafetyPolicy.Blur)
            Assert.True(LargestStep(image) < LargestStep(bare) / 4, $"{LargestStep(image)} of {LargestStep(bare)}");
    }

    [Fact]
    public void UnsafePictures_CanEndTheGeneration()
    {
        var e = Assert.Throws<UnsafeImageException>(() => Generate(new SafetyStage(new Fixed(true), SafetyPolicy.Refuse)));
        Assert.True(e.Finding.IsUnsafe);
        Assert.Contains("test checker", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SafetyPolicy.Black)]
    [InlineData(SafetyPolicy.Refuse)]
    public void SafePictures_StayAsTheyAre(SafetyPolicy policy)
    {
        GenerationResult result = Generate(new SafetyStage(new Fixed(false), policy));
        Assert.True(result.Images[0].Image.Pixels.SequenceEqual(Generate(null).Images[0].Image.Pixels));
        Assert.Empty(result.Warnings);
    }

    [Fact]
    public void Policies_RefuseRequestsBeforeAnythingIsDrawn()
    {
        using LatentDiffusionPipeline pipeline = EmojiModel.CreatePipeline(new PipelineOptions { PromptPolicies = [new NoCats()] });
        var e = Assert.Throws<PromptRefusedException>(() => pipeline.Generate(Request with { Prompt = "a cat" }));
        Assert.Equal(("no cats", "Cats are not drawn here."), (e.Policy, e.Reason));
        pipeline.Generate(Request);
        Assert.Throws<ArgumentException>(() => EmojiModel.CreatePipeline(new PipelineOptions { PromptPolicies = [null!] }));
    }

    [Fact]
    public void BadArguments_AreRefused()
    {
        Assert.Throws<ArgumentNullException>(() => new SafetyStage(null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SafetyStage(new Fixed(true), (SafetyPolicy)9));
    }

    private static GenerationResult Generate(IImageStage? stage)
    {
        PipelineOptions options = new() { ImageStages = stage is null ? [] : [stage] };
        using LatentDiffusionPipeline pipeline = EmojiModel.CreatePipeline(options);
        return pipeline.Generate(Request);
    }

    private static int LargestStep(RgbImage image)
    {
        int largest = 0;
        for (int i = 3; i < image.Pixels.Length; i++)
            if (i / 3 % image.Width > 0) largest = Math.Max(largest, Math.Abs(image.Pixels[i] - image.Pixels[i - 3]));
        return largest;
    }

    private sealed class Fixed(bool isUnsafe) : IImageSafetyChecker
    {
        public string Name => "test checker";

        public SafetyFinding Check(RgbImage image, CancellationToken cancellationToken = default) =>
            new(isUnsafe, [new SafetyScore("thing", 0.5, isUnsafe), new SafetyScore("other", 0.1, false)]);
    }

    private sealed class NoCats : IPromptPolicy
    {
        public string Name => "no cats";

        public string? Refuse(GenerationRequest request) =>
            request.Prompt.Contains("cat", StringComparison.Ordinal) ? "Cats are not drawn here." : null;
    }
}
