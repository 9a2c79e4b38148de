using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace LatentDiffusion.Server.Tests;

/// <summary>What clients are told of their mistakes: the field and the rule, and nothing of the server.</summary>
public sealed class ErrorMessageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sdapi/v1/txt2img", """{"batch_size":65536,"n_iter":65536}""", "batch_size times n_iter is 2147483647 pictures")]
    [InlineData("sdapi/v1/txt2img", """{"cfg_scale":1e400}""", "cfg_scale")]
    [InlineData("sdapi/v1/txt2img", """{"enable_hr":true,"hr_scale":0}""", "hr_scale is 0")]
    [InlineData("sdapi/v1/txt2img", """{"enable_hr":true,"denoising_strength":2}""", "denoising_strength is 2")]
    [InlineData("sdapi/v1/img2img", """{"init_images":["AAAA"]}""", "init_images: ")]
    [InlineData("sdapi/v1/img2img", """{"init_images":["PICTURE"],"mask":"AAAA"}""", "mask: ")]
    [InlineData("sdapi/v1/img2img", """{"init_images":["PICTURE"],"denoising_strength":7}""", "denoising_strength is 7")]
    [InlineData("sdapi/v1/img2img", """{"init_images":["PICTURE"],"mask":"PICTURE","mask_blur":-1}""", "mask_blur is -1")]
    [InlineData("v1/images/generations", """{"prompt":"x","n":11}""", "n is 11 pictures")]
    [InlineData("v1/images/generations", """{"prompt":"x","n":11}""", "\"param\":\"n\"")]
    [InlineData("v1/images/generations", """{"prompt":"x","size":"4096x64"}""", "size: width is 4096 pixels")]
    [InlineData("v1/images/generations", """{"prompt":"x","size":"64x65"}""", "size: height is 65")]
    [InlineData("v1/images/generations", """{"prompt":"x","size":"64x65"}""", "\"param\":\"size\"")]
    [InlineData("v1/images/edits", """{"prompt":"x","images":[{"image_url":"AAAA"}]}""", "image: ")]
    [InlineData("sdapi/v1/txt2img", """{"steps":20.5}""", "steps must be an integer.")]
    [InlineData("sdapi/v1/txt2img", """{"steps":1e30}""", "steps must be an integer.")]
    [InlineData("sdapi/v1/txt2img", """{"cfg_scale":"much"}""", "cfg_scale must be a number.")]
    [InlineData("sdapi/v1/txt2img", """{"enable_hr":2}""", "enable_hr must be true or false.")]
    [InlineData("sdapi/v1/txt2img", """{"prompt":[]}""", "prompt must be a text.")]
    [InlineData("sdapi/v1/txt2img", """[]""", "$ must be an object.")]
    [InlineData("sdapi/v1/txt2img", """{"alwayson_scripts":{"controlnet":{"args":["x"]}}}""", "$ must be an object.")]
    [InlineData("sdapi/v1/img2img", """{"init_images":"x"}""", "init_images must be a list.")]
    [InlineData("sdapi/v1/img2img", """{"init_images":[null]}""", "init_images must be a picture in base64")]
    [InlineData("sdapi/v1/options", """[]""", "must be a JSON object")]
    [InlineData("v1/images/edits", """{"prompt":"x","images":[null]}""", "images must be a picture in base64")]
    [InlineData("v1/images/generations", """{"prompt":"x","seed":0.5}""", "seed must be an integer.")]
    [InlineData("api/jobs", """{"prompt":"x","count":0}""", "count is 0; it must be at least 1.")]
    [InlineData("api/jobs", """{"prompt":"x","count":"many"}""", "count must be an integer.")]
    public async Task WrongValue_IsNamedWithItsRule(string path, string body, string expected)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        string picture = Convert.ToBase64String(new RgbImage(64, 64, new byte[3 * 64 * 64]).Encode(ImageFormat.Png));
        body = body.Replace("PICTURE", picture, StringComparison.Ordinal);
        var (status, json) = await server.TryPostAsync(path, JsonDocument.Parse(body).RootElement);
        Assert.Equal(400, status);
        string text = json.GetRawText();
        Assert.Contains(expected, text, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("LatentDiffusion.", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CutForm_IsTheClientsMistake()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using StringContent content = new("--b\r\nContent-Disposition: form-data; name=\"prompt\"\r\n\r\na c", Encoding.UTF8);
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=b");
        using HttpResponseMessage response = await server.Client.PostAsync("v1/images/edits", content, Token);
        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains("ends before", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task JobWithoutPrompt_IsDrawn()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        var (status, _) = await server.TryPostAsync(
            "api/jobs", new { prompt = (string?)null, width = 32, height = 32, count = (int?)null, weighted = (bool?)null });
        Assert.Equal(StatusCodes.Status202Accepted, status);
    }

    [Fact]
    public async Task ModelsFile_IsNamedWithoutItsFolder()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        var (status, json) = await server.TryPostAsync("sdapi/v1/txt2img", new { prompt = "x", clip_skip = 9 });
        Assert.Equal(400, status);
        Assert.Contains("without an output", json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("model.onnx", json.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GuidanceScale is NaN; it is none.", "GuidanceScale", "guidance_scale is NaN; it is none.", "guidance_scale")]
    [InlineData("Image.Strength is 2; it must be from 0 to 1.", "Image.Strength", "strength is 2; it must be from 0 to 1.", "strength")]
    [InlineData("Hires.Scale is 0; it must be above 0.", "Hires.Scale", "hires_scale is 0; it must be above 0.", "hires_scale")]
    [InlineData("The picture is too small.", "Image", "The picture is too small.", null)]
    [InlineData("Imagery is no name.", "Image", "Imagery is no name.", null)]
    public void Values_AreNamedAsFields(string message, string value, string expected, string? field)
    {
        Fault fault = Fault.Of(new ArgumentException(message, value));
        Assert.Equal((expected, field), (fault.Message, fault.Parameter));
    }

    [Theory]
    [InlineData("There is no output 'a.1' (/home/some one/models/model.onnx).", "There is no output 'a.1'.")]
    [InlineData(@"No output (C:\models\model.onnx).", "No output.")]
    [InlineData("The file '/var/models/model.onnx' is damaged.", "The file 'model.onnx' is damaged.")]
    [InlineData("/var/models/a.txt: line 3", "a.txt: line 3")]
    [InlineData("1/2 (see https://example.org/a/b), and/or (1/2)", "1/2 (see https://example.org/a/b), and/or (1/2)")]
    public void Folders_AreTakenOutOfMessages(string message, string expected) =>
        Assert.Equal(expected, Fault.Of(new ArgumentException(message)).Message);
}
