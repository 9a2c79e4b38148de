namespace LatentDiffusion.Tests;

/// <summary>What PixArt-Sigma and Sana refuse or warn of; that they are right is for <see cref="TinyFamilyTests"/>.</summary>
public sealed class MaskedPromptFamiliesTests
{
    private const string PixArt = "pixart_sigma", Sana = "sana";

    [Theory]
    [InlineData(PixArt, 72, "16")] // patches of 2 x 2 latent elements
    [InlineData(Sana, 30, "4")]
    public void Generate_SizeThatThePatchesDoNotFill_IsRefused(string family, int width, string multiple)
    {
        using LatentDiffusionPipeline pipeline = Load(family);
        GenerationRequest request = new("a cat") { Steps = 2, Width = width };
        ArgumentException e = Assert.Throws<ArgumentException>(() => pipeline.Generate(request));
        Assert.Contains($"Width is {width}; it must be a multiple of {multiple} ", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PixArt)]
    [InlineData(Sana)]
    public void Generate_PromptThatDoesNotFit_WarnsOfWhatWasLeftOut(string family)
    {
        using LatentDiffusionPipeline pipeline = Load(family);
        GenerationRequest request = new("a red cat on the small house and a bird")
        {
            Steps = 1,
            Width = 32,
            Height = 32,
            Options = new PixArtOptions { MaxSequenceLength = 9 },
        };
        Assert.Contains("bird", Assert.Single(pipeline.Generate(request).Warnings), StringComparison.Ordinal);
        Assert.Empty(pipeline.Generate(request with { Options = null }).Warnings);
    }

    [Theory]
    [InlineData(PixArt, "text_encoder/model.onnx")]
    [InlineData(PixArt, "transformer/model.onnx")]
    [InlineData(PixArt, "tokenizer")]
    [InlineData(Sana, "transformer/config.json")]
    [InlineData(Sana, "tokenizer/tokenizer.json")]
    public void Load_MissingComponent_NamesIt(string family, string part)
    {
        using ModelCopy model = ModelCopy.OfTiny(family);
        if (Directory.Exists(model[part])) Directory.Delete(model[part], recursive: true);
        else File.Delete(model[part]);
        Assert.Contains(model[part], model.LoadFails().Message, StringComparison.Ordinal);
    }

    private static LatentDiffusionPipeline Load(string family) => LatentDiffusionPipeline.Load(ReferenceFiles.Path("tiny", family));
}
