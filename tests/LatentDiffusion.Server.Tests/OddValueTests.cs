using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LatentDiffusion.Server.Tests;

/// <summary>
/// What careless and hostile clients put into each field: an answer, or an error in the API's form, and never one of the server.
/// </summary>
public sealed class OddValueTests
{
    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-1", "1", "0.5", "-0.0", "1e308", "-1e308", "1e999", "2147483648", "9223372036854775808",
        "99999999999999999999999999999999999999", "\"\"", "\" \"", "\"NaN\"", "\"Infinity\"", "\"-1\"", "\"1e3\"", "\"\\u0000\"",
        "\"\\ud800\"", "\"data:image/png;base64,\"", "\"data:,x\"", "\"data:image/png;base64,AAAA\"", "\"/etc/passwd\"", "[]", "[null]",
        "[[]]", "[\"\"]", "[1]", "{}", "{\"a\":{}}", "{\"args\":null}", "{\"args\":{}}",
    ];

    private static readonly string[] Wholes =
        ["", " ", "null", "[]", "1", "\"x\"", "{", "{\"prompt\":", "NaN", "\u0000", "{\"prompt\":\"a\"}}"];

    private static readonly string[] DrawFields =
    [
        "prompt", "negative_prompt", "seed", "subseed", "subseed_strength", "steps", "cfg_scale", "width", "height", "sampler_name",
        "sampler_index", "scheduler", "batch_size", "n_iter", "clip_skip", "tiling", "eta", "send_images", "override_settings",
        "alwayson_scripts", "enable_hr", "hr_scale", "hr_upscaler", "hr_second_pass_steps", "hr_resize_x", "hr_resize_y",
        "denoising_strength", "init_images", "mask", "mask_blur", "inpaint_full_res", "inpaint_full_res_padding",
        "inpainting_mask_invert", "resize_mode", "styles", "script_name", "script_args", "unknown", "refiner_checkpoint", "restore_faces",
        "s_churn", "seed_resize_from_w", "hr_prompt", "hr_cfg", "mask_blur_x",
    ];

    private static readonly string[] UnitFields =
        ["enabled", "image", "input_image", "module", "model", "weight", "guidance_start", "guidance_end", "control_mode", "resize_mode"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sdapi/v1/txt2img")]
    [InlineData("sdapi/v1/img2img")]
    public async Task Drawing_NeverFailsTheServer(string path)
    {
        await using RunningServer server = await RunningServer.StartAsync(o => (o.MaxSide, o.MaxSteps, o.MaxCount) = (64, 3, 2));
        foreach (string field in DrawFields) await AllAsync(server, path, value => With(Draw(path), field, value));
        JsonObject hires = Draw(path);
        hires["enable_hr"] = true;
        string[] others = ["denoising_strength", "width"];
        foreach (string field in DrawFields.Where(f => f.StartsWith("hr_", StringComparison.Ordinal)).Concat(others))
            await AllAsync(server, path, value => With(hires, field, value));
    }

    [Fact]
    public async Task ControlNetUnits_NeverFailTheServer()
    {
        await using RunningServer server = await RunningServer.StartAsync(o => (o.MaxSide, o.MaxSteps) = (64, 3));
        foreach (string field in UnitFields)
        {
            await AllAsync(server, "sdapi/v1/txt2img", value =>
            {
                JsonNode unit = JsonNode.Parse(With(new JsonObject
                {
                    ["image"] = Pictures.Base64(Pictures.Pattern(32)), ["module"] = "none", ["model"] = "any",
                }, field, value))!;
                JsonObject body = Draw("sdapi/v1/txt2img");
                body["alwayson_scripts"] = new JsonObject
                {
                    ["controlnet"] = new JsonObject { ["args"] = new JsonArray(unit, unit.DeepClone()) },
                };
                return body.ToJsonString();
            });
        }
    }

    [Theory]
    [InlineData("sdapi/v1/options", "sd_model_checkpoint,CLIP_stop_at_last_layers,unknown")]
    [InlineData("sdapi/v1/png-info", "image")]
    [InlineData("sdapi/v1/extra-single-image", "image,resize_mode,upscaling_resize,upscaling_resize_w,upscaling_resize_h,upscaler_1")]
    [InlineData("v1/images/generations", "prompt,model,n,size,steps,seed,guidance_scale,negative_prompt,scheduler,response_format")]
    [InlineData("v1/images/generations", "stream,output_format,output_compression,partial_images,strength,rng_seed,user")]
    [InlineData("v1/images/edits", "prompt,images,mask,n,size,strength")]
    [InlineData("api/tokens", "prompt,model,weighted")]
    [InlineData("api/jobs", "prompt,model,weighted,count,seed,clip_skip,mask_blur,previews,image,mask,outpaint,hires_scale,scheduler")]
    public async Task OtherBodies_NeverFailTheServer(string path, string fields)
    {
        await using RunningServer server = await RunningServer.StartAsync(o => (o.MaxSide, o.MaxSteps, o.MaxCount) = (64, 3, 2));
        JsonObject body = path.StartsWith("v1", StringComparison.Ordinal)
            ? new JsonObject { ["prompt"] = "x", ["size"] = "32x32", ["steps"] = 1 }
            : path.EndsWith("image", StringComparison.Ordinal) ? new JsonObject { ["image"] = Pictures.Base64(Pictures.Pattern(8)) }
            : [];
        foreach (string field in fields.Split(',')) await AllAsync(server, path, value => With(body, field, value));
        foreach (string whole in Wholes) await SendAsync(server, path, whole);
        await SendAsync(server, path, string.Concat(Enumerable.Repeat("[", 100_000)));
        await SendAsync(server, path, "{\"unknown\":" + new string('[', 500) + new string(']', 500) + "}");
    }

    private static JsonObject Draw(string path)
    {
        JsonObject body = new() { ["prompt"] = "x", ["steps"] = 1, ["width"] = 32, ["height"] = 32 };
        if (path.EndsWith("img2img", StringComparison.Ordinal)) body["init_images"] = new JsonArray(Pictures.Base64(Pictures.Pattern(32)));
        return body;
    }

    /// <summary>The object with a value as it stands put in a field; parsing it would lose what is odd.</summary>
    private static string With(JsonObject body, string field, string value)
    {
        JsonObject rest = (JsonObject)body.DeepClone();
        rest.Remove(field);
        string text = rest.ToJsonString();
        return $"{text[..^1]}{(rest.Count == 0 ? "" : ",")}{JsonSerializer.Serialize(field)}:{value}}}";
    }

    private static async Task AllAsync(RunningServer server, string path, Func<string, string> body)
    {
        foreach (string value in Values)
        {
            string text;
            try
            {
                text = body(value);
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                continue; // a value that cannot be nested by JsonNode
            }

            await SendAsync(server, path, text);
        }
    }

    private static async Task SendAsync(RunningServer server, string path, string body)
    {
        using StringContent content = new(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await server.Client.PostAsync(path, content, Token);
        string shown = $"{path} {(int)response.StatusCode} {(body.Length > 300 ? body[..300] : body)}";
        Assert.True((int)response.StatusCode is 200 or 202 or (>= 400 and < 500), shown);
        if (response.IsSuccessStatusCode) return;
        JsonElement json = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.True(json.TryGetProperty("error", out JsonElement error), shown);
        string? message = path.StartsWith("v1", StringComparison.Ordinal) ? error.GetProperty("message").GetString()
            : path.StartsWith("sdapi", StringComparison.Ordinal) ? json.GetProperty("detail").GetString() : error.GetString();
        Assert.False(string.IsNullOrEmpty(message), shown);
    }
}
