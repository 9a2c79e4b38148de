namespace LatentDiffusion.Tests;

/// <summary>Requests that ask for more than there is.</summary>
public sealed class HostileRequestTests(EmojiFixture emoji)
{
    [Fact]
    public void Generate_MorePartsThanAllowed_IsRefused()
    {
        string prompt = string.Join(" AND ", Enumerable.Repeat("a", 65));
        Refused(new GenerationRequest(prompt) { PromptSyntax = PromptSyntax.Weighted }, "at most 64");
        Refused(new GenerationRequest(string.Join(" AND ", Enumerable.Repeat("a", 100_000))) { PromptSyntax = PromptSyntax.Weighted }, "");
    }

    [Fact]
    public void Generate_WeightedPromptLongerThanAllowed_IsRefused()
    {
        Refused(new GenerationRequest(new string('a', 20_001)) { PromptSyntax = PromptSyntax.Weighted }, "at most 20000");
        Refused(
            new GenerationRequest("a") { NegativePrompt = new string('a', 20_001), PromptSyntax = PromptSyntax.Weighted }, "at most 20000");
    }

    [Fact]
    public void Generate_OutpaintingOfEverything_IsRefused()
    {
        RgbImage picture = new(384, 384, new byte[3 * 384 * 384]);
        Outpainting outpaint = new() { Left = 8000, Right = 8000, Top = 8000, Bottom = 8000 };
        Refused(new GenerationRequest("a") { Image = new(picture), Inpainting = new() { Outpaint = outpaint } }, "16384x16384");
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(1_000_000)]
    public void Generate_TooManyPictures_IsRefused(int count) => Refused(new GenerationRequest("a") { Count = count }, "Count");

    [Fact]
    public void Generate_PromptOfAMegabyte_WarnsInFewWords()
    {
        GenerationResult result = emoji.Pipeline.Generate(new GenerationRequest(new string('a', 1_000_000)) { Steps = 1 });
        Assert.Contains(result.Warnings, warning => warning.Contains("too long", StringComparison.Ordinal));
        Assert.All(result.Warnings, warning => Assert.InRange(warning.Length, 1, 1100));
    }

    [Fact]
    public void Generate_GuidanceThatOverflows_SaysSo()
    {
        GenerationRequest request = new("a red apple") { Steps = 3, GuidanceScale = 3e38, Scheduler = Schedulers.EulerDiscrete() };
        string message = Assert.Throws<NumericalException>(() => emoji.Pipeline.Generate(request)).Message;
        Assert.Contains("guidance scale of 3E+38", message, StringComparison.Ordinal);
        Assert.DoesNotContain("float16", message, StringComparison.Ordinal);
    }

    private void Refused(GenerationRequest request, string rule)
    {
        ArgumentException e = Assert.ThrowsAny<ArgumentException>(() => emoji.Pipeline.Generate(request));
        Assert.Contains(rule, e.Message, StringComparison.Ordinal);
        Assert.InRange(e.Message.Length, 1, 1000);
    }
}
