using System.Text.Json;

namespace LatentDiffusion.Server.Tests;

/// <summary>Requests as clients of stable-diffusion-webui send them, with the fields that they send.</summary>
public sealed class WebuiTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TextToImage_IsThePipelinesPicture()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        JsonElement json = await server.PostAsync("sdapi/v1/txt2img", new
        {
            prompt = "a (red:1.3) apple", negative_prompt = "green", seed = 11, subseed = -1, subseed_strength = 0, steps = 3,
            cfg_scale = 2.5, width = 64, height = 32, sampler_name = "DPM++ 2M", scheduler = "Karras", batch_size = 2, n_iter = 1,
            styles = Array.Empty<string>(), tiling = false, restore_faces = false, send_images = true, save_images = false,
            do_not_save_samples = true, override_settings = new { sd_model_checkpoint = "emoji", CLIP_stop_at_last_layers = 1 },
            override_settings_restore_afterwards = true, alwayson_scripts = new { }, eta = (double?)null, s_churn = 0, enable_hr = false,
        });
        RgbImage direct = Pictures.Direct(new("a (red:1.3) apple")
        {
            PromptSyntax = PromptSyntax.Weighted, NegativePrompt = "green", Seed = 11, Steps = 3, GuidanceScale = 2.5,
            Width = 64, Height = 32, Scheduler = Schedulers.FromName("dpm++ 2m karras"),
        });
        Assert.Equal(2, json.GetProperty("images").GetArrayLength());
        Assert.Equal(direct.Pixels, Pictures.Read(json.GetProperty("images")[0]).Pixels);
        Assert.Equal("DPM++ 2M", json.GetProperty("parameters").GetProperty("sampler_name").GetString());
        JsonElement info = JsonDocument.Parse(json.GetProperty("info").GetString()!).RootElement;
        Assert.Equal([11L, 12L], info.GetProperty("all_seeds").EnumerateArray().Select(s => s.GetInt64()));
        Assert.Equal((64, 32, 3, 2.5), (Int("width"), Int("height"), Int("steps"), info.GetProperty("cfg_scale").GetDouble()));
        Assert.Contains("Steps: 3", info.GetProperty("infotexts")[1].GetString(), StringComparison.Ordinal);

        int Int(string name) => info.GetProperty(name).GetInt32();
    }

    [Fact]
    public async Task ImageToImage_FillsInTheMask()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        RgbImage picture = Pictures.Pattern(64);
        object body = new
        {
            init_images = new[] { Pictures.DataUrl(picture) }, mask = Pictures.Base64(Pictures.Half(64)), prompt = "a cat",
            denoising_strength = 1, mask_blur = 0, inpainting_fill = 1, inpaint_full_res = false, inpainting_mask_invert = 0,
            resize_mode = 0, seed = 3,
        };
        RgbImage drawn = Pictures.Read((await server.PostAsync("sdapi/v1/img2img", body)).GetProperty("images")[0]);
        int half = 3 * 64 * 32;
        Assert.Equal(picture.Pixels[..half], drawn.Pixels[..half]);
        Assert.False(picture.Pixels[half..].SequenceEqual(drawn.Pixels[half..]));
    }

    [Fact]
    public async Task ImageToImage_CropsAndInverts()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        RgbImage wide = Pictures.Pattern(128);
        object body = new
        {
            init_images = new[] { Pictures.Base64(wide) }, mask = Pictures.Base64(Pictures.Half(128)), prompt = "a cat",
            width = 64, height = 32, resize_mode = 1, inpainting_mask_invert = 1, inpaint_full_res = false, mask_blur = 0,
            denoising_strength = 1,
        };
        RgbImage drawn = Pictures.Read((await server.PostAsync("sdapi/v1/img2img", body)).GetProperty("images")[0]);
        Assert.Equal((64, 32), (drawn.Width, drawn.Height));
        RgbImage expected = PixelOperations.Cover(wide, 64, 32, "image");
        int kept = 3 * 64 * 20; // the edge of the mask is soft after it was resized
        Assert.Equal(expected.Pixels[kept..], drawn.Pixels[kept..]); // inverted: the lower half is kept
    }

    [Theory]
    [InlineData(ResampleFilter.Nearest)]
    [InlineData(ResampleFilter.Bilinear)]
    [InlineData(ResampleFilter.Lanczos)]
    public void Cover_IsThePartOfTheWhole(ResampleFilter filter)
    {
        RgbImage picture = Pictures.Pattern(48), whole = picture.Resize(90, 90, filter);
        RgbImage covered = PixelOperations.Cover(picture, 90, 40, "image", filter);
        Assert.Equal((90, 40), (covered.Width, covered.Height));
        Assert.Equal(whole.Pixels.Slice(3 * 90 * 25, 3 * 90 * 40), covered.Pixels);
    }

    [Fact]
    public void Cover_PictureThatIsTooNarrow_IsRefused()
    {
        RgbImage narrow = new(1, 5000, new byte[3 * 5000]);
        Assert.Throws<RequestException>(() => PixelOperations.Cover(narrow, 2048, 2048, "image"));
        Assert.Equal(128, PixelOperations.Cover(narrow, 128, 128, "image").Height); // of 640,000 rows, which are never there
    }

    [Fact]
    public async Task Hires_IsASecondPass()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        JsonElement json = await server.PostAsync("sdapi/v1/txt2img", new
        {
            prompt = "x", width = 32, height = 32, enable_hr = true, hr_scale = 2, hr_upscaler = "Latent (nearest-exact)",
            denoising_strength = 0.6, hr_second_pass_steps = 3,
        });
        Assert.Equal(64, Pictures.Read(json.GetProperty("images")[0]).Width);
    }

    [Theory]
    [InlineData("txt2img", """{"sampler_name":"None at all"}""")]
    [InlineData("txt2img", """{"tiling":true}""")]
    [InlineData("txt2img", """{"subseed_strength":0.5}""")]
    [InlineData("txt2img", """{"batch_size":0}""")]
    [InlineData("txt2img", """{"width":100000}""")]
    [InlineData("txt2img", """{"prompt":"a (b:","steps":0}""")]
    [InlineData("txt2img", """{"enable_hr":true,"hr_upscaler":"ESRGAN_4x"}""")]
    [InlineData("txt2img", """{"enable_hr":true,"width":1024,"height":1024,"hr_scale":4}""")]
    [InlineData("txt2img", """{"alwayson_scripts":{"ADetailer":{"args":[]}}}""")]
    [InlineData("txt2img", """{"alwayson_scripts":{"controlnet":{"args":[{"module":"canny","image":"AAAA"}]}}}""")]
    [InlineData("txt2img", """{"alwayson_scripts":{"controlnet":{"args":[{"image":"/etc/passwd"}]}}}""")]
    [InlineData("txt2img", """{"alwayson_scripts":{"controlnet":{"args":[{}]}}}""")]
    [InlineData("txt2img", """{"override_settings":{"CLIP_stop_at_last_layers":"many"}}""")]
    [InlineData("txt2img", """{"prompt":"<lora:../../x:1>"}""")]
    [InlineData("img2img", """{"prompt":"x"}""")]
    [InlineData("img2img", """{"init_images":["/etc/passwd"]}""")]
    [InlineData("img2img", """{"init_images":["file:///etc/passwd"]}""")]
    [InlineData("img2img", """{"init_images":["http://127.0.0.1/x.png"]}""")]
    [InlineData("img2img", """{"init_images":["AAAA"]}""")]
    [InlineData("png-info", """{"image":"/etc/passwd"}""")]
    [InlineData("png-info", """{}""")]
    [InlineData("extra-single-image", """{"image":"AAAA"}""")]
    [InlineData("options", """{"CLIP_stop_at_last_layers":0}""")]
    public async Task WrongRequest_IsAnErrorInItsForm(string path, string body)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        var (status, json) = await server.TryPostAsync("sdapi/v1/" + path, JsonDocument.Parse(body).RootElement);
        Assert.Equal(400, status);
        Assert.NotEmpty(json.GetProperty("detail").GetString()!);
        Assert.NotEmpty(json.GetProperty("error").GetString()!);
    }

    [Fact]
    public async Task ControlNet_IsGivenToTheModel()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        object unit = new
        {
            image = Pictures.Base64(Pictures.Pattern(32)), module = "none", model = "any", weight = 0.5, guidance_end = 0.8,
        };
        var (status, json) = await server.TryPostAsync(
            "sdapi/v1/txt2img", new { prompt = "x", alwayson_scripts = new { controlnet = new { args = new[] { unit } } } });
        Assert.Equal(400, status); // the model of emoji has none, and says so
        Assert.Contains("has no ControlNets", json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        JsonElement args = JsonSerializer.SerializeToElement(new { ControlNet = new { args = new[] { unit } } });
        ControlImage control = Assert.Single(ControlNetReading.Read(args, ImageLimits.Default));
        Assert.Equal((0.5, 0.0, 0.8, 32), (control.Scale, control.Start, control.End, control.Image.Width));
    }

    [Fact]
    public async Task Lists_HaveTheFieldsThatClientsRead()
    {
        await using RunningServer server = await RunningServer.StartAsync(o => o.Loras.Add("watercolour"));
        JsonElement samplers = await server.GetAsync("sdapi/v1/samplers"), schedulers = await server.GetAsync("sdapi/v1/schedulers");
        foreach (JsonElement sampler in samplers.EnumerateArray())
            foreach (string spacing in (string[])["Automatic", "automatic"])
                Assert.NotNull(SamplerNames.OfWebui(sampler.GetProperty("name").GetString(), spacing));
        Assert.Contains("karras", schedulers.EnumerateArray().Select(s => s.GetProperty("name").GetString()));
        Assert.Equal("emoji", (await server.GetAsync("sdapi/v1/sd-models"))[0].GetProperty("title").GetString());
        Assert.Equal("watercolour", (await server.GetAsync("sdapi/v1/loras"))[0].GetProperty("name").GetString());
        Assert.Equal("emoji", (await server.GetAsync("sdapi/v1/options")).GetProperty("sd_model_checkpoint").GetString());
        foreach (string list in (string[])["upscalers", "latent-upscale-modes"])
            Assert.NotEmpty((await server.GetAsync("sdapi/v1/" + list)).EnumerateArray());
        foreach (string empty in (string[])["sd-vae", "hypernetworks", "face-restorers", "prompt-styles"])
            Assert.Empty((await server.GetAsync("sdapi/v1/" + empty)).EnumerateArray());
        Assert.True((await server.GetAsync("sdapi/v1/memory")).GetProperty("ram").GetProperty("used").GetInt64() > 0);
        Assert.Equal("none", (await server.GetAsync("controlnet/module_list")).GetProperty("module_list")[0].GetString());
    }

    [Fact]
    public async Task Options_AreKeptAndCheckedFirst()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await server.PostAsync("sdapi/v1/options", new { sd_model_checkpoint = "emoji [0123456789]", CLIP_stop_at_last_layers = 2 });
        Assert.Equal(2, (await server.GetAsync("sdapi/v1/options")).GetProperty("CLIP_stop_at_last_layers").GetInt32());
        var (status, _) = await server.TryPostAsync(
            "sdapi/v1/options", new { sd_model_checkpoint = "other", CLIP_stop_at_last_layers = 1 });
        Assert.Equal(404, status);
        Assert.Equal(2, (await server.GetAsync("sdapi/v1/options")).GetProperty("CLIP_stop_at_last_layers").GetInt32());
    }

    [Fact]
    public async Task Interrupt_EndsWhatRunsAndProgressTellsOfIt()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        Assert.Equal(0, (await server.GetAsync("sdapi/v1/progress")).GetProperty("progress").GetDouble());
        Task<JsonElement> drawing = server.PostAsync("sdapi/v1/txt2img", new { prompt = "x", steps = 150, cfg_scale = 7 });
        JsonElement progress;
        do
        {
            await Task.Delay(20, Token);
            progress = await server.GetAsync("sdapi/v1/progress?skip_current_image=false");
        }
        while (progress.GetProperty("current_image").ValueKind == JsonValueKind.Null && !drawing.IsCompleted);

        Assert.InRange(progress.GetProperty("progress").GetDouble(), 0.006, 0.999); // from the first step
        Assert.Equal(150, progress.GetProperty("state").GetProperty("sampling_steps").GetInt32());
        Assert.Equal(1, progress.GetProperty("state").GetProperty("job_count").GetInt32());
        await server.PostAsync("sdapi/v1/interrupt", new { });
        JsonElement json = await drawing;
        Assert.Equal(256, Pictures.Read(json.GetProperty("images")[0]).Width); // the last preview
        Assert.Contains("interrupted", json.GetProperty("info").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PngInfo_ReadsWhatTextToImageWrote()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        JsonElement json = await server.PostAsync("sdapi/v1/txt2img", new { prompt = "a red apple", seed = 4, width = 32, height = 32 });
        JsonElement info = await server.PostAsync("sdapi/v1/png-info", new { image = json.GetProperty("images")[0].GetString() });
        Assert.Equal("4", info.GetProperty("parameters").GetProperty("Seed").GetString());
        Assert.StartsWith("a red apple", info.GetProperty("info").GetString(), StringComparison.Ordinal);
        JsonElement larger = await server.PostAsync(
            "sdapi/v1/extra-single-image",
            new { image = json.GetProperty("images")[0].GetString(), upscaling_resize = 3, upscaler_1 = "Lanczos" });
        Assert.Equal(96, Pictures.Read(larger.GetProperty("image")).Width);
    }
}
