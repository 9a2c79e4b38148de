using System.Net;
using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Images;

namespace LatentDiffusion.Server.Tests;

/// <summary>Draws with the client that OpenAI publishes, and with Microsoft's on top of it.</summary>
public sealed class OpenAiTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Client_Generates()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        GeneratedImageCollection images = await Client(server).GetImageClient("emoji").GenerateImagesAsync(
            "a red apple", 2, new OpenAI.Images.ImageGenerationOptions { Size = new GeneratedImageSize(64, 64) }, Token);
        Assert.Equal(2, images.Count);
        Assert.All(images, image => Assert.Equal(64, RgbImage.Decode(image.ImageBytes).Width));
        string text = ImageMetadata.ReadParameters(images[0].ImageBytes)!;
        GenerationParameters parameters = GenerationParameters.Parse(text);
        Assert.Equal(("a red apple", 2, 64), (parameters.Prompt, parameters.Steps, parameters.Width));
        Assert.Equal(
            Pictures.Direct(new("a red apple") { Seed = parameters.Seed, Width = 64, Height = 64 }).Pixels,
            RgbImage.Decode(images[0].ImageBytes).Pixels);
    }

    [Fact]
    public async Task Client_EditsWhereTheMaskIsTransparent()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        RgbImage picture = Pictures.Pattern(64);
        using MemoryStream image = new(picture.Encode(ImageFormat.Png)), mask = new(TransparentBelow(64));
        OpenAI.Images.GeneratedImage edited = await Client(server).GetImageClient("emoji").GenerateImageEditAsync(
            image, "picture.png", "a cat face", mask, "mask.png", cancellationToken: Token);
        RgbImage result = RgbImage.Decode(edited.ImageBytes);
        int kept = 3 * 64 * 32;
        Assert.Equal(picture.Pixels[..kept], result.Pixels[..kept]);
        Assert.False(picture.Pixels[kept..].SequenceEqual(result.Pixels[kept..]));
    }

    [Fact]
    public async Task Client_EditsWhereThePictureIsTransparent()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        byte[] file = TransparentBelow(64);
        using MemoryStream image = new(file);
        OpenAI.Images.GeneratedImage edited = await Client(server).GetImageClient("emoji").GenerateImageEditAsync(
            image, "picture.png", "a cat face", cancellationToken: Token);
        RgbImage picture = RgbImage.Decode(file), result = RgbImage.Decode(edited.ImageBytes);
        int kept = 3 * 64 * 32;
        Assert.Equal(picture.Pixels[..kept], result.Pixels[..kept]);
        Assert.False(picture.Pixels[kept..].SequenceEqual(result.Pixels[kept..]));
    }

    [Fact]
    public async Task Client_ListsModels()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        var models = await Client(server).GetOpenAIModelClient().GetModelsAsync(Token);
        Assert.Equal("emoji", Assert.Single(models.Value).Id);
        Assert.Equal("emoji", (await Client(server).GetOpenAIModelClient().GetModelAsync("emoji", Token)).Value.Id);
    }

    [Fact]
    public async Task Client_IsToldOfErrors()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        var error = await Assert.ThrowsAsync<System.ClientModel.ClientResultException>(
            () => Client(server).GetImageClient("dall-e-9").GenerateImageAsync("x", cancellationToken: Token));
        Assert.Equal(404, error.Status);
        Assert.Contains("There is no model 'dall-e-9'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MicrosoftsGenerator_Generates()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using IImageGenerator generator = Client(server).GetImageClient("emoji").AsIImageGenerator();
        ImageGenerationResponse response = await generator.GenerateAsync(
            new("a cactus"), new() { ImageSize = new(64, 64), ResponseFormat = ImageGenerationResponseFormat.Data }, Token);
        DataContent content = Assert.IsType<DataContent>(Assert.Single(response.Contents));
        Assert.Equal(64, RgbImage.Decode(content.Data.Span).Height);
    }

    [Fact]
    public async Task ExtraFields_AreRead()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        JsonElement json = await server.PostAsync("v1/images/generations", new
        {
            prompt = "a dog face", seed = 5, num_inference_steps = 3, guidance_scale = 2.0, negative_prompt = "green",
            scheduler = "Euler a", size = "32x32", output_format = "webp", output_compression = 100, quality = "high",
            user = "someone", moderation = "low",
        });
        JsonElement picture = Assert.Single(json.GetProperty("data").EnumerateArray());
        RgbImage direct = Pictures.Direct(new("a dog face")
        {
            Seed = 5, Steps = 3, GuidanceScale = 2, NegativePrompt = "green", Scheduler = Schedulers.FromName("euler a"),
            Width = 32, Height = 32,
        });
        Assert.Equal(direct.Pixels, Pictures.Read(picture.GetProperty("b64_json")).Pixels); // 100 is lossless in WebP
        Assert.Equal(("32x32", "webp"), (json.GetProperty("size").GetString(), json.GetProperty("output_format").GetString()));
    }

    [Fact]
    public async Task Url_IsADataUrl()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        JsonElement json = await server.PostAsync(
            "v1/images/generations", new { prompt = "x", size = "32x32", response_format = "url", output_format = "jpeg" });
        string url = json.GetProperty("data")[0].GetProperty("url").GetString()!;
        Assert.StartsWith("data:image/jpeg;base64,", url, StringComparison.Ordinal);
        Assert.Equal(32, RgbImage.Decode(Convert.FromBase64String(url["data:image/jpeg;base64,".Length..])).Width);
    }

    [Fact]
    public async Task Stream_SendsPreviewsThenThePicture()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        object body = new { prompt = "a penguin", stream = true, partial_images = 2, steps = 12, seed = 1, size = "128x128" };
        List<(string Event, JsonElement Data)> events = await Events.PostAsync(server, "v1/images/generations", body);

        // As OpenAI says of its own: fewer than asked for where the picture is done before they are sent.
        int previews = events.Count - 1;
        Assert.InRange(previews, 1, 2);
        string[] expected = [.. Enumerable.Repeat("image_generation.partial_image", previews), "image_generation.completed"];
        Assert.Equal(expected, events.Select(e => e.Event));
        Assert.Equal(expected, events.Select(e => e.Data.GetProperty("type").GetString()));
        Assert.Equal(Enumerable.Range(0, previews), events.SkipLast(1).Select(e => e.Data.GetProperty("partial_image_index").GetInt32()));
        Assert.All(events, e => Assert.Equal(128, Pictures.Read(e.Data.GetProperty("b64_json")).Width));
        RgbImage direct = Pictures.Direct(new("a penguin") { Seed = 1, Steps = 12, Width = 128, Height = 128 });
        Assert.Equal(direct.Pixels, Pictures.Read(events[^1].Data.GetProperty("b64_json")).Pixels);
        Assert.Equal(0, events[^1].Data.GetProperty("usage").GetProperty("total_tokens").GetInt32());
    }

    [Theory]
    [InlineData("""{"prompt":""}""", 400, "prompt")]
    [InlineData("""{}""", 400, "prompt")]
    [InlineData("""{"prompt":"x","n":0}""", 400, "n")]
    [InlineData("""{"prompt":"x","n":11}""", 400, "n")]
    [InlineData("""{"prompt":"x","size":"big"}""", 400, "size")]
    [InlineData("""{"prompt":"x","size":"4096x64"}""", 400, "size")]
    [InlineData("""{"prompt":"x","size":"63x64"}""", 400, "size")]
    [InlineData("""{"prompt":"x","guidance_scale":1e300}""", 400, "guidance_scale")]
    [InlineData("""{"prompt":"x","steps":151}""", 400, "steps")]
    [InlineData("""{"prompt":"x","background":"transparent"}""", 400, "background")]
    [InlineData("""{"prompt":"x","output_format":"gif"}""", 400, "output_format")]
    [InlineData("""{"prompt":"x","output_compression":101}""", 400, "output_compression")]
    [InlineData("""{"prompt":"x","response_format":"file"}""", 400, "response_format")]
    [InlineData("""{"prompt":"x","partial_images":4}""", 400, "partial_images")]
    [InlineData("""{"prompt":"x","scheduler":"eulr"}""", 400, "scheduler")]
    [InlineData("""{"prompt":"x","model":"y"}""", 404, "model")]
    [InlineData("""{"prompt":"x","n":1.5}""", 400, "n")]
    [InlineData("""{"prompt":7}""", 400, "prompt")]
    [InlineData("""[1]""", 400, null)]
    [InlineData("""null""", 400, null)]
    [InlineData("""{"prompt":"x"} {""", 400, null)]
    [InlineData("", 400, null)]
    public async Task WrongRequest_IsAnErrorInOpenAisForm(string body, int status, string? parameter)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using StringContent content = new(body, null, "application/json");
        using HttpResponseMessage response = await server.Client.PostAsync("v1/images/generations", content, Token);
        Assert.Equal(status, (int)response.StatusCode);
        JsonElement error = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token)).RootElement.GetProperty("error");
        Assert.Equal("invalid_request_error", error.GetProperty("type").GetString());
        Assert.Equal(parameter, error.GetProperty("param").GetString());
        Assert.NotEmpty(error.GetProperty("message").GetString()!);
    }

    [Fact]
    public async Task Edit_TakesJsonAndRefusesAddresses()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        JsonElement json = await server.PostAsync("v1/images/edits", new
        {
            prompt = "a cat", images = new[] { new { image_url = Pictures.DataUrl(Pictures.Pattern(64)) } }, strength = 0.5, seed = 2,
        });
        Assert.Equal("64x64", json.GetProperty("size").GetString());
        foreach (string address in (string[])["http://127.0.0.1/a.png", "file:///etc/passwd", "/etc/passwd", "data:image/png,abc", ""])
        {
            var (status, error) = await server.TryPostAsync(
                "v1/images/edits", new { prompt = "a cat", images = new[] { new { image_url = address } } });
            Assert.Equal((int)HttpStatusCode.BadRequest, status);
            Assert.Equal("images", error.GetProperty("error").GetProperty("param").GetString());
        }
    }

    private static OpenAIClient Client(RunningServer server) => new(
        new System.ClientModel.ApiKeyCredential("any"), new OpenAIClientOptions { Endpoint = new Uri(server.Address, "v1") });

    /// <summary>A PNG that is transparent in its lower half, written by hand: this library writes none.</summary>
    private static byte[] TransparentBelow(int side)
    {
        using SkiaSharp.SKBitmap bitmap = new(side, side, SkiaSharp.SKColorType.Rgba8888, SkiaSharp.SKAlphaType.Unpremul);
        for (int y = 0; y < side; y++)
            for (int x = 0; x < side; x++) bitmap.SetPixel(x, y, new SkiaSharp.SKColor(9, 9, 9, (byte)(y < side / 2 ? 255 : 0)));
        using SkiaSharp.SKData data = bitmap.Encode(SkiaSharp.SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }
}
