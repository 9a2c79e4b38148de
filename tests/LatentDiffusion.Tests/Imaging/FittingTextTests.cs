namespace LatentDiffusion.Tests;

/// <summary>Texts that are too long for a file are cut short, so that the picture is not lost.</summary>
public sealed class FittingTextTests(EmojiFixture emoji)
{
    [Theory]
    [InlineData(ImageFormat.Jpeg, 40_000, 'x')]
    [InlineData(ImageFormat.Jpeg, 40_000, '\n')]
    [InlineData(ImageFormat.Jpeg, 40_000, '"')]
    [InlineData(ImageFormat.Png, 1_100_000, 'x')]
    [InlineData(ImageFormat.Png, 1_100_000, '\u4E00')]
    [InlineData(ImageFormat.Webp, 1_100_000, 'x')]
    public void Encode_PromptThatDoesNotFit_KeepsItsStartAndTheFields(ImageFormat format, int length, char character)
    {
        GenerationParameters parameters = new()
        {
            Prompt = "a red apple " + new string(character, length), NegativePrompt = "green", Steps = 20, Sampler = "Euler", Seed = 42,
        };
        byte[] file = new GeneratedImage(new RgbImage(8, 8, new byte[192]), 42, parameters, []).Encode(format);
        GenerationParameters read = GenerationParameters.Parse(ImageMetadata.ReadParameters(file)!);
        Assert.StartsWith("a red apple", read.Prompt, StringComparison.Ordinal);
        Assert.Equal(("green", 20, 42L), (read.NegativePrompt, read.Steps, read.Seed));
    }

    [Fact]
    public void Encode_FieldsThatDoNotFit_LeavesTheTextOut()
    {
        GenerationParameters parameters = new() { Prompt = "a", Steps = 1, Seed = 2, Model = new string('m', 40_000) };
        byte[] file = new GeneratedImage(new RgbImage(8, 8, new byte[192]), 2, parameters, []).Encode(ImageFormat.Jpeg);
        Assert.Null(ImageMetadata.ReadParameters(file));
        Assert.Equal(8, RgbImage.Decode(file).Width);
    }

    [Fact]
    public void Generate_PromptThatDoesNotFit_Warns()
    {
        GenerationResult result = emoji.Pipeline.Generate(new GenerationRequest(new string('x', 40_000)) { Steps = 1 });
        string warning = Assert.Single(result.Warnings, w => w.Contains("cut short", StringComparison.Ordinal));
        Assert.Contains("Jpeg", warning, StringComparison.Ordinal);
        Assert.DoesNotContain("Png", warning, StringComparison.Ordinal);
        Assert.All(result.Warnings, w => Assert.InRange(w.Length, 1, 1100));
    }
}
