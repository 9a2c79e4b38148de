using System.Net;
using System.Text.Json;

namespace LatentDiffusion.Server.Tests;

/// <summary>Values as clients of Python servers send them: null for the default, and numbers and truth values of another kind.</summary>
public sealed class LooseValueTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"enable_hr":null,"hr_scale":null,"subseed_strength":null,"tiling":null,"send_images":null,"eta":null}""")]
    [InlineData("""{"enable_hr":0,"tiling":"false","send_images":1,"steps":2.0,"seed":"7","clip_skip":1.0,"batch_size":"1"}""")]
    [InlineData("""{"enable_hr":"1","hr_scale":null,"denoising_strength":0.5,"width":32,"height":32}""")]
    [InlineData("""{"override_settings":{"CLIP_stop_at_last_layers":"1"},"alwayson_scripts":null}""")]
    [InlineData("""{"override_settings":{"CLIP_stop_at_last_layers":null,"sd_vae":"Automatic","eta_noise_seed_delta":0}}""")]
    public async Task TextToImage_TakesThem(string body)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        JsonElement json = await server.PostAsync("sdapi/v1/txt2img", JsonDocument.Parse(body).RootElement);
        Assert.Equal(1, json.GetProperty("images").GetArrayLength());
    }

    [Fact]
    public async Task ImageToImage_TakesThem()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        RgbImage picture = Pictures.Pattern(64);
        Dictionary<string, object?> body = new()
        {
            ["init_images"] = new[] { Pictures.Base64(picture) }, ["mask"] = Pictures.Base64(Pictures.Half(64)), ["resize_mode"] = null,
            ["inpaint_full_res"] = false, ["inpaint_full_res_padding"] = null, ["inpainting_mask_invert"] = "1",
            ["mask_blur_x"] = 0, ["mask_blur_y"] = 0, ["denoising_strength"] = 1,
        };
        RgbImage drawn = Pictures.Read((await server.PostAsync("sdapi/v1/img2img", body)).GetProperty("images")[0]);
        int half = 3 * 64 * 32;
        Assert.Equal(picture.Pixels[half..], drawn.Pixels[half..]); // inverted: the lower half is kept, up to a sharp edge
        Assert.False(picture.Pixels[..half].SequenceEqual(drawn.Pixels[..half]));
    }

    [Fact]
    public async Task OtherBodies_TakeThem()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        string picture = Pictures.Base64(Pictures.Pattern(32));
        JsonElement larger = await server.PostAsync(
            "sdapi/v1/extra-single-image",
            new { image = picture, resize_mode = 0.0, upscaling_resize = (double?)null, upscaler_1 = "Lanczos" });
        Assert.Equal(64, Pictures.Read(larger.GetProperty("image")).Width);
        JsonElement drawn = await server.PostAsync("v1/images/generations", JsonDocument.Parse(
            """
            {
                "prompt": "x", "n": 1.0, "size": "", "response_format": "", "output_format": "", "quality": "", "background": "",
                "model": "", "seed": -1
            }
            """).RootElement);
        Assert.NotEqual(-1, drawn.GetProperty("data")[0].GetProperty("seed").GetInt64());
        JsonElement args = JsonSerializer.SerializeToElement(new
        {
            ControlNet = new { args = new[] { new { image = picture, weight = (double?)null, enabled = 1, control_mode = (int?)null } } },
        });
        Assert.Equal(1, Assert.Single(ControlNetReading.Read(args, ImageLimits.Default)).Scale);
        Assert.Equal(0, (await server.GetAsync("sdapi/v1/progress?skip_current_image=1")).GetProperty("progress").GetDouble());
    }

    [Fact]
    public async Task EmptyFieldsOfAForm_AreAbsent()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using MultipartFormDataContent form = new() { { new StringContent("a cat"), "prompt" } };
        foreach (string name in (string[])["size", "response_format", "output_format", "quality", "background", "n", "seed", "stream"])
            form.Add(new StringContent(""), name);
        form.Add(new ByteArrayContent(Pictures.Pattern(32).Encode(ImageFormat.Png)), "image", "a.png");
        using HttpResponseMessage response = await server.Client.PostAsync("v1/images/edits", form, Token);
        Assert.Equal(200, (int)response.StatusCode);
    }

    /// <summary>Fields of a form that would draw something else than was meant, without a word.</summary>
    [Theory]
    [InlineData("guidance_scale is '1,5'; it must be a number.", "guidance_scale", "1,5")]
    [InlineData("seed is there 2 times; once is enough.", "seed", "1", "2")]
    [InlineData("mask must be one file.", "mask", "data:image/png;base64,AAAA")]
    [InlineData(null, "n", "1.0")]
    public async Task FieldsOfAForm(string? message, string field, params string[] values)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using MultipartFormDataContent form = new() { { new StringContent("a cat"), "prompt" } };
        foreach (string value in values) form.Add(new StringContent(value), field);
        form.Add(new ByteArrayContent(Pictures.Pattern(32).Encode(ImageFormat.Png)), "image", "a.png");
        using HttpResponseMessage response = await server.Client.PostAsync("v1/images/edits", form, Token);
        string answer = await response.Content.ReadAsStringAsync(Token);
        Assert.Equal(message is null ? 200 : 400, (int)response.StatusCode);
        if (message is not null)
            Assert.Equal(message, JsonDocument.Parse(answer).RootElement.GetProperty("error").GetProperty("message").GetString());
    }

    [Fact]
    public async Task SeedOfMinusOne_IsRandomForJobs()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        var (_, job) = await server.TryPostAsync("api/jobs", new { prompt = "x", seed = -1, width = 32, height = 32 });
        JsonElement end = (await Events.GetAsync(server, $"api/jobs/{job.GetProperty("id").GetString()}/events"))[^1].Data;
        Assert.NotEqual(-1, end.GetProperty("images")[0].GetProperty("seed").GetInt64());
    }

    [Theory]
    [InlineData(null, null, HttpStatusCode.OK)]
    [InlineData(null, "https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("text/plain", null, HttpStatusCode.UnsupportedMediaType)]
    [InlineData("text/plain", "https://evil.example", HttpStatusCode.Forbidden)] // who asks is looked at before what is asked
    public async Task BodyWithoutItsType_IsJson(string? type, string? origin, HttpStatusCode status)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        foreach (string path in (string[])["sdapi/v1/txt2img", "v1/images/generations"])
        {
            using HttpRequestMessage request = new(HttpMethod.Post, path)
            {
                Content = new ByteArrayContent("{\"prompt\":\"x\",\"size\":\"32x32\",\"width\":32,\"height\":32}"u8.ToArray()),
            };
            if (type is not null) request.Content.Headers.ContentType = new(type);
            if (origin is not null) request.Headers.Add("Origin", origin);
            using HttpResponseMessage answer = await server.Client.SendAsync(request, Token);
            Assert.Equal(status, answer.StatusCode);
        }
    }
}
