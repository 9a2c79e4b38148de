using System.Text.Json;
using System.Text.Json.Nodes;

namespace LatentDiffusion.Server.Tests;

/// <summary>Fields that change the picture in stable-diffusion-webui and cannot here: refused, unless they hold its defaults.</summary>
public sealed class WebuiRefusalTests
{
    [Theory]
    [InlineData("script_name", """{"script_name":"x/y/z plot"}""")]
    [InlineData("refiner_checkpoint", """{"refiner_checkpoint":"other","refiner_switch_at":0.8}""")]
    [InlineData("seed_resize_from_w", """{"seed_resize_from_w":512,"seed_resize_from_h":-1}""")]
    [InlineData("seed_resize_from_h", """{"seed_resize_from_h":512}""")]
    [InlineData("restore_faces", """{"restore_faces":true}""")]
    [InlineData("restore_faces", """{"Restore_Faces":true}""")] // as the fields that are read, in any case
    [InlineData("styles", """{"styles":["Fantasy"]}""")]
    [InlineData("s_churn", """{"s_churn":0.5}""")]
    [InlineData("s_noise", """{"s_noise":1.1}""")]
    [InlineData("s_min_uncond", """{"s_min_uncond":1}""")]
    [InlineData("initial_noise_multiplier", """{"initial_noise_multiplier":0.5}""")]
    [InlineData("alwayson_scripts", """{"alwayson_scripts":["controlnet"]}""")]
    [InlineData("sd_vae", """{"override_settings":{"sd_vae":"other.safetensors"}}""")]
    [InlineData("eta_noise_seed_delta", """{"override_settings":{"eta_noise_seed_delta":31337}}""")]
    [InlineData("override_settings", """{"override_settings":[1]}""")]
    [InlineData("sd_model_checkpoint", """{"override_settings":{"sd_model_checkpoint":5}}""")]
    [InlineData("s_churn", """{"override_settings":{"s_churn":5}}""")]
    [InlineData("initial_noise_multiplier", """{"override_settings":{"initial_noise_multiplier":0.5}}""")]
    [InlineData("emphasis", """{"override_settings":{"emphasis":"None"}}""")]
    [InlineData("randn_source", """{"override_settings":{"randn_source":"NV"}}""")]
    [InlineData("eta_ancestral", """{"override_settings":{"eta_ancestral":0.5}}""")]
    [InlineData("sd_noise_schedule", """{"override_settings":{"sd_noise_schedule":"Zero Terminal SNR"}}""")]
    [InlineData("img2img_color_correction", """{"override_settings":{"img2img_color_correction":true}}""")]
    [InlineData("samples_format", """{"override_settings":{"samples_format":"jpg"}}""")]
    [InlineData("infotext", """{"infotext":"a car\nSteps: 4, Seed: 9"}""")]
    [InlineData("styles", """{"styles":"Fantasy"}""")]
    [InlineData("script_name", """{"script_name":5}""")]
    [InlineData("cfg_scale", """{"cfg_scale":0.5}""")]
    [InlineData("alwayson_scripts", """{"alwayson_scripts":{"controlnet":5}}""")]
    [InlineData("alwayson_scripts", """{"alwayson_scripts":{"controlnet":{"args":[0,0,0,0,0,0,0,0,0,0,0]}}}""")]
    [InlineData("hr_resize_x", """{"enable_hr":true,"width":32,"height":32,"hr_resize_x":64,"hr_resize_y":32}""")]
    [InlineData("width", """{"enable_hr":true,"width":512,"height":32,"hr_resize_y":512}""")] // 8192 wide
    [InlineData("hr_prompt", """{"enable_hr":true,"hr_prompt":"b"}""")]
    [InlineData("hr_negative_prompt", """{"enable_hr":true,"hr_negative_prompt":"b"}""")]
    [InlineData("hr_sampler_name", """{"enable_hr":true,"hr_sampler_name":"Euler"}""")]
    [InlineData("hr_scheduler", """{"enable_hr":true,"hr_scheduler":"Karras"}""")]
    [InlineData("hr_checkpoint_name", """{"enable_hr":true,"hr_checkpoint_name":"other"}""")]
    [InlineData("hr_cfg", """{"enable_hr":true,"hr_cfg":3,"cfg_scale":7}""")]
    [InlineData("scheduler", """{"scheduler":"karras"}""")]
    [InlineData("scheduler", """{"scheduler":"nonsense"}""")]
    public async Task WhatCannotBeDone_IsRefused(string field, string body)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await RefusedAsync(server, "txt2img", field, JsonDocument.Parse(body).RootElement);
    }

    [Fact]
    public async Task DefaultsOfClients_AskForNothing()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await server.PostAsync("sdapi/v1/txt2img", JsonDocument.Parse("""
            {
                "prompt": "a", "width": 32, "height": 32, "script_name": null, "script_args": [], "refiner_checkpoint": "",
                "refiner_switch_at": 0, "seed_resize_from_w": -1, "seed_resize_from_h": 0, "restore_faces": false, "styles": [],
                "s_churn": 0, "s_noise": 1, "s_tmin": 0, "s_tmax": null, "s_min_uncond": 0, "initial_noise_multiplier": null,
                "alwayson_scripts": {}, "infotext": "",
                "override_settings": { "sd_vae": "None", "emphasis": "Original", "randn_source": "GPU", "eta_ancestral": 1.0, "s_churn": 0,
                    "sd_noise_schedule": "Default", "img2img_color_correction": false, "samples_format": "png", "unknown": [] },
                "enable_hr": true, "hr_prompt": "", "hr_negative_prompt": "", "hr_sampler_name": "Use same sampler", "hr_scheduler": "Use same scheduler",
                "hr_checkpoint_name": "Use same checkpoint", "hr_cfg": 7, "cfg_scale": 7, "denoising_strength": 0.5,
                "scheduler": "Automatic"
            }
            """).RootElement);
        await server.PostAsync(
            "sdapi/v1/txt2img", new { prompt = "a", width = 32, height = 32, s_noise = 0, initial_noise_multiplier = 0 });
        await server.PostAsync("sdapi/v1/txt2img", new { prompt = "a", width = 32, height = 32, hr_prompt = "b", hr_sampler_name = "c" });
        await server.PostAsync(
            "sdapi/v1/txt2img",
            new { prompt = "a", width = 32, height = 32, enable_hr = true, denoising_strength = 0.5, hr_scheduler = "Automatic" });
    }

    [Theory]
    [InlineData("mask_blur_x", """{"mask_blur_x":8}""")]
    [InlineData("mask_blur_y", """{"mask_blur":4,"mask_blur_y":8}""")]
    [InlineData("mask_blur_y", """{"mask_blur_x":4,"mask_blur_y":8}""")]
    public async Task MasksBlurredUnlike_AreRefused(string field, string body)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        JsonObject json = JsonNode.Parse(body)!.AsObject();
        json["init_images"] = new JsonArray(Pictures.Base64(Pictures.Pattern(32)));
        json["mask"] = Pictures.Base64(Pictures.Half(32));
        await RefusedAsync(server, "img2img", field[..^1], json);
    }

    [Theory]
    [InlineData("inpainting_fill", """{"inpainting_fill":2}""")]
    [InlineData("resize_mode", """{"resize_mode":1,"width":32}""")]
    public async Task StartsThatCannotBe_AreRefused(string field, string body)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        JsonObject json = JsonNode.Parse(body)!.AsObject();
        json["init_images"] = new JsonArray(Pictures.Base64(Pictures.Pattern(32)));
        await RefusedAsync(server, "img2img", field, json);
    }

    [Theory]
    [InlineData("gfpgan_visibility", """{"gfpgan_visibility":1}""")]
    [InlineData("codeformer_visibility", """{"codeformer_visibility":0.5,"upscaler_2":"None","extras_upscaler_2_visibility":1}""")]
    [InlineData("upscaler_2", """{"upscaler_2":"Lanczos","extras_upscaler_2_visibility":0.5}""")]
    public async Task EnlargingWithMore_IsRefused(string field, string body)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        JsonObject json = JsonNode.Parse(body)!.AsObject();
        json["image"] = Pictures.Base64(Pictures.Pattern(32));
        await RefusedAsync(server, "extra-single-image", field, json);
    }

    private static async Task RefusedAsync(RunningServer server, string path, string field, object body)
    {
        var (status, json) = await server.TryPostAsync("sdapi/v1/" + path, body);
        Assert.Equal(400, status);
        Assert.StartsWith(field, json.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }
}
