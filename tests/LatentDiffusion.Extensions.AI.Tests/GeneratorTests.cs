using System.Drawing;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace LatentDiffusion.Extensions.AI.Tests;

public sealed class GeneratorTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Generate_IsThePipelinesOwnPicture()
    {
        await using App app = new();
        ImageGenerationOptions options = new()
        {
            Count = 2, ImageSize = new Size(64, 64), ModelId = "EMOJI",
            AdditionalProperties = new() { ["seed"] = 7, ["steps"] = "3", ["guidance_scale"] = 2.5, ["negative_prompt"] = "green" },
        };
        ImageGenerationResponse response = await app.Generator.GenerateAsync(new("a red apple"), options, Token);

        using LatentDiffusionPipeline pipeline = App.Load();
        GenerationResult direct = pipeline.Generate(new GenerationRequest("a red apple")
        {
            Count = 2, Width = 64, Height = 64, Seed = 7, Steps = 3, GuidanceScale = 2.5, NegativePrompt = "green",
        });
        Assert.Equal(2, response.Contents.Count);
        for (int k = 0; k < 2; k++)
        {
            DataContent content = Assert.IsType<DataContent>(response.Contents[k]);
            Assert.Equal("image/png", content.MediaType);
            Assert.Equal(direct.Images[k].Pixels, RgbImage.Decode(content.Data.Span).Pixels);
            Assert.Equal(7L + k, content.AdditionalProperties!["seed"]);
            Assert.Contains("a red apple", ImageMetadata.ReadParameters(content.Data.Span), StringComparison.Ordinal);
        }

        Assert.IsType<GenerationResult>(response.RawRepresentation);
    }

    [Theory]
    [InlineData("image/jpeg", 0xFF)]
    [InlineData("image/webp", (byte)'R')]
    public async Task MediaType_IsThatOfTheFiles(string mediaType, byte first)
    {
        await using App app = new();
        ImageGenerationResponse response = await app.Generator.GenerateAsync(new("a dog face"), new() { MediaType = mediaType }, Token);
        DataContent content = Assert.IsType<DataContent>(Assert.Single(response.Contents));
        Assert.Equal((mediaType, first), (content.MediaType, content.Data.Span[0]));
    }

    [Fact]
    public async Task OwnRequest_IsTheBaseAndPropertiesGoBefore()
    {
        await using App app = new();
        GenerationRequest own = new("overridden") { Seed = 3, Steps = 4, GuidanceScale = 1 };
        ImageGenerationOptions options = new()
        {
            RawRepresentationFactory = _ => own,
            AdditionalProperties = new() { ["steps"] = JsonSerializer.SerializeToElement(2), ["scheduler"] = "euler a" },
        };
        ImageGenerationResponse response = await app.Generator.GenerateAsync(new("a cactus"), options, Token);
        GenerationParameters parameters = ((GenerationResult)response.RawRepresentation!).Images[0].Parameters;
        Assert.Equal(("a cactus", 3L, 2, 1.0), (parameters.Prompt, parameters.Seed, parameters.Steps, parameters.GuidanceScale));
        Assert.Equal("Euler a", parameters.Sampler);
    }

    [Fact]
    public async Task Edit_StartsFromThePictureAndKeepsWhatTheMaskKeeps()
    {
        await using App app = new();
        RgbImage apple = new(64, 64, [.. Enumerable.Range(0, 3 * 64 * 64).Select(i => (byte)(i % 251))]), mask = Half(64);
        DataContent original = new(apple.Encode(ImageFormat.Png), "image/png");
        ImageGenerationOptions options = new()
        {
            AdditionalProperties = new() { ["mask"] = new DataContent(mask.Encode(ImageFormat.Png), "image/png"), ["seed"] = 1 },
            ImageSize = new Size(64, 64),
            RawRepresentationFactory = _ => new GenerationRequest("") { Inpainting = new Inpainting { PasteOriginal = true } },
        };
        ImageGenerationResponse response = await app.Generator.GenerateAsync(new("a cat face", [original]), options, Token);
        RgbImage edited = RgbImage.Decode(((DataContent)response.Contents[0]).Data.Span);
        int kept = 3 * 64 * 32;
        Assert.Equal(apple.Pixels[..kept], edited.Pixels[..kept]);
        Assert.False(apple.Pixels[kept..].SequenceEqual(edited.Pixels[kept..]));
    }

    [Theory]
    [InlineData("seed", "x", "AdditionalProperties[\"seed\"]")]
    [InlineData("seed", 1.5, "a whole number")]
    [InlineData("steps", 5000000000L, "a whole number of 32 bits")]
    [InlineData("guidance_scale", "much", "a number")]
    [InlineData("negative_prompt", 3, "a text")]
    [InlineData("mask", 3, "a picture")]
    [InlineData("prompt_syntax", "fancy", "plain or weighted")]
    [InlineData("scheduler", "eulr", "There is no scheduler 'eulr'")]
    [InlineData("steps", 0, "Steps is 0")]
    public async Task WrongProperty_IsNamed(string name, object value, string message)
    {
        await using App app = new();
        ArgumentException error = await Assert.ThrowsAnyAsync<ArgumentException>(() => app.Generator.GenerateAsync(
            new("x"), new() { AdditionalProperties = new() { [name] = value } }, Token));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatCannotBeDone_IsRefused()
    {
        await using App app = new();
        await Assert.ThrowsAsync<ArgumentException>(() => Generate(new() { ResponseFormat = ImageGenerationResponseFormat.Uri }));
        await Assert.ThrowsAsync<ArgumentException>(() => Generate(new() { MediaType = "image/gif" }));
        await Assert.ThrowsAsync<ArgumentException>(() => Generate(new() { Count = 0 }));
        await Assert.ThrowsAsync<ModelNotFoundException>(() => Generate(new() { ModelId = "dall-e-9" }));
        UriContent elsewhere = new("http://localhost/apple.png", "image/png");
        await Assert.ThrowsAsync<ArgumentException>(() => app.Generator.GenerateAsync(new("x", [elsewhere]), null, Token));
        DataContent damaged = new(new byte[] { 1, 2, 3 }, "image/png");
        await Assert.ThrowsAsync<ImageFormatException>(() => app.Generator.GenerateAsync(new("x", [damaged]), null, Token));

        Task Generate(ImageGenerationOptions options) => app.Generator.GenerateAsync(new("x"), options, Token);
    }

    [Fact]
    public async Task Services_AreFound()
    {
        await using App app = new();
        ImageGeneratorMetadata metadata = app.Generator.GetRequiredService<ImageGeneratorMetadata>();
        Assert.Equal(("latent_diffusion", "emoji"), (metadata.ProviderName, metadata.DefaultModelId));
        Assert.Same(app.Pool, app.Generator.GetService<GenerationPool>());
        Assert.Same(app.Models, app.Generator.GetService<ModelStore>());
        Assert.Null(app.Generator.GetService<GenerationPool>("key"));
        IImageGenerator built = app.Generator.AsBuilder()
            .UseLogging(Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance).Build();
        Assert.NotEmpty((await built.GenerateAsync(new("a cactus"), null, Token)).Contents);
    }

    private static RgbImage Half(int side)
    {
        byte[] pixels = new byte[3 * side * side];
        pixels.AsSpan(pixels.Length / 2).Fill(255);
        return new RgbImage(side, side, pixels);
    }
}
