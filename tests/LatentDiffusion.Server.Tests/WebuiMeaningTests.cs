using System.Text.Json;

namespace LatentDiffusion.Server.Tests;

/// <summary>What names and pictures mean in stable-diffusion-webui.</summary>
public sealed class WebuiMeaningTests
{
    [Theory]
    [InlineData("DPM++ 2M", null, "dpm++ 2m karras")]
    [InlineData("dpm++ 2m", "Automatic", "dpm++ 2m karras")]
    [InlineData("k_dpmpp_2m", "", "dpm++ 2m karras")]
    [InlineData("DPM++ SDE", null, "dpm++ sde karras")]
    [InlineData("DPM2", null, "dpm2 karras")]
    [InlineData("DPM2 a", null, "dpm2 a karras")]
    [InlineData("DPM++ 2M SDE", "automatic", "dpm++ 2m sde exponential")]
    [InlineData("DPM++ 2M", "Normal", "dpm++ 2m")]
    [InlineData("DPM++ 2M", "uniform", "dpm++ 2m")]
    [InlineData("DPM++ 2M", "sgm_uniform", "dpm++ 2m sgm uniform")]
    [InlineData("DPM++ 2M", "SGM Uniform", "dpm++ 2m sgm uniform")]
    [InlineData("DPM++ 2M", "EXPONENTIAL", "dpm++ 2m exponential")]
    [InlineData("DPM++ 2M Karras", "Automatic", "dpm++ 2m karras")]
    [InlineData("DPM++ 2M Karras", "Karras", "dpm++ 2m karras")]
    [InlineData("Euler a", null, "euler a")]
    [InlineData("k_euler_a", null, "euler a")]
    public void Sampler_HasTheSpacingOfWebui(string sampler, string? spacing, string expected)
    {
        Scheduler found = SamplerNames.OfWebui(sampler, spacing)!, wanted = Schedulers.FromName(expected);
        Assert.Equal((wanted.ClassName, wanted.Options), (found.ClassName, found.Options));
    }

    [Fact]
    public async Task Lists_AreSpelledAsWebuis()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        JsonElement[] samplers = [.. (await server.GetAsync("sdapi/v1/samplers")).EnumerateArray()];
        Assert.Contains(samplers, s => (Name(s), s.GetProperty("aliases")[0].GetString()) == ("Euler a", "k_euler_a"));
        Assert.Contains(samplers, s => (Name(s), s.GetProperty("aliases")[0].GetString()) == ("DPM++ 2M", "k_dpmpp_2m"));
        foreach (JsonElement sampler in samplers)
            Assert.NotNull(SamplerNames.OfWebui(sampler.GetProperty("aliases")[0].GetString(), null));
        JsonElement[] spacings = [.. (await server.GetAsync("sdapi/v1/schedulers")).EnumerateArray()];
        Assert.Contains(spacings, s => (Name(s), s.GetProperty("label").GetString()) == ("sgm_uniform", "SGM Uniform"));

        static string? Name(JsonElement item) => item.GetProperty("name").GetString();
    }

    [Fact]
    public async Task SamplerIndex_StandsInForAnEmptyName()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        JsonElement json = await server.PostAsync(
            "sdapi/v1/txt2img", new { prompt = "x", width = 32, height = 32, sampler_name = "", sampler_index = "Heun" });
        Assert.Contains("\"sampler_name\":\"Heun\"", json.GetProperty("info").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Warnings_NameFieldsOfWebui()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        JsonElement json = await server.PostAsync(
            "sdapi/v1/txt2img", new { prompt = "x", width = 32, height = 32, eta = 0.5, sampler_name = "Heun" });
        using var info = JsonDocument.Parse(json.GetProperty("info").GetString()!);
        JsonElement warning = Assert.Single(info.RootElement.GetProperty("warnings").EnumerateArray());
        Assert.Equal("eta has no effect with HeunDiscreteScheduler.", warning.GetString());
    }

    [Theory]
    [InlineData("GuidanceScale has no effect with the model 'x'.", "cfg_scale has no effect with the model 'x'.")]
    [InlineData("Image.Strength has no effect where", "denoising_strength has no effect where")]
    [InlineData("The negative prompt has no effect.", "The negative prompt has no effect.")]
    public void Warning_OfWebui(string warning, string expected) => Assert.Equal([expected], FieldNames.InWebuiWarnings([warning]));

    [Theory]
    [InlineData("emoji")]
    [InlineData("Emoji [abcdef12]")]
    [InlineData("emoji.safetensors [abcdef12]")]
    [InlineData("emoji.ckpt")]
    public async Task ModelsTitle_MayEndInFileAndHash(string title)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await server.PostAsync("sdapi/v1/options", new { sd_model_checkpoint = title });
    }

    [Theory]
    [InlineData(3, null, null, 2)]
    [InlineData(3, 1, null, null)]
    [InlineData(3, 1, "2", 1)]
    [InlineData(null, 4, null, 3)]
    public void ClipSkip_OfTheRequestGoesBeforeTheOption(int? option, int? field, string? overridden, int? expected)
    {
        DrawBody body = new()
        {
            ClipSkip = field,
            OverrideSettings = JsonSerializer.SerializeToElement(new { CLIP_stop_at_last_layers = overridden }),
        };
        WebuiSettings settings = new WebuiSettings(null, option).With(body.OverrideSettings, []);
        GenerationRequest request = new DrawReading(new ServerOptions()).Text(body, settings);
        Assert.Equal(expected, (request.Options as StableDiffusionOptions)?.ClipSkip);
    }

    [Theory]
    [InlineData(128, 0)]
    [InlineData(129, 255)]
    public void MaskWithTransparency_IsDrawnAnewWhereItIsOpaque(byte alpha, byte expected)
    {
        RgbImage mask = InputImages.OpaqueMask(Png(alpha), ImageLimits.Default);
        Assert.Equal((expected, (byte)0), (mask.Pixels[0], mask.Pixels[3]));
    }

    [Fact]
    public void OpaqueMask_IsReadByItsColours() =>
        Assert.Equal(Pictures.Half(8).Pixels, InputImages.OpaqueMask(Pictures.Half(8).Encode(ImageFormat.Png), ImageLimits.Default).Pixels);

    [Fact]
    public async Task ImageToImage_ReadsTheTransparencyOfItsMask()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        RgbImage picture = Pictures.Pattern(64);
        JsonElement json = await server.PostAsync("sdapi/v1/img2img", new
        {
            init_images = new[] { Pictures.Base64(picture) }, mask = Convert.ToBase64String(Png(0)), mask_blur = 0,
            inpaint_full_res = false, denoising_strength = 1, width = 64, height = 64,
        });
        Assert.Equal(picture.Pixels, Pictures.Read(json.GetProperty("images")[0]).Pixels); // white, but nothing of it opaque
    }

    /// <summary>webui's <c>modules/upscaler.py</c>: so that both sides are reached, then cut, unless that is not wanted.</summary>
    [Theory]
    [InlineData(true, 32, 64)]
    [InlineData(false, 96, 64)]
    public async Task EnlargedToASize_KeepsItsProportions(bool crops, int width, int height)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        RgbImage picture = Pictures.Pattern(48).Resize(72, 48);
        JsonElement json = await server.PostAsync("sdapi/v1/extra-single-image", new
        {
            image = Pictures.Base64(picture), resize_mode = 1, upscaling_resize_w = 32, upscaling_resize_h = 64, upscaling_crop = crops,
            upscaler_1 = "Nearest",
        });
        RgbImage enlarged = Pictures.Read(json.GetProperty("image"));
        Assert.Equal((width, height), (enlarged.Width, enlarged.Height));
    }

    [Fact]
    public async Task SizesThatNobodyNames_AreWithinTheLimitsToo()
    {
        await using RunningServer server = await RunningServer.StartAsync(o => o.MaxSide = 300);
        var (status, json) = await server.TryPostAsync(
            "sdapi/v1/txt2img", new { prompt = "x", steps = 1, enable_hr = true, hr_scale = 2, denoising_strength = 1 });
        Assert.Equal((400, "width is 512 pixels; this server allows at most 300."), (status, json.GetProperty("detail").GetString()));
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 2)]
    public async Task SettingsOfARequest_StayWhereTheyAreNotRestored(bool restores, int clipSkip)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await server.PostAsync("sdapi/v1/txt2img", new
        {
            prompt = "x", steps = 1, width = 32, height = 32,
            override_settings = new { CLIP_stop_at_last_layers = 2 }, override_settings_restore_afterwards = restores,
        });
        Assert.Equal(clipSkip, (await server.GetAsync("sdapi/v1/options")).GetProperty("CLIP_stop_at_last_layers").GetInt32());
    }

    /// <summary>webui: "Unable to perform 'Inpaint Only mask' because mask is blank, switch to img2img mode."</summary>
    [Fact]
    public async Task MaskThatCoversNothing_IsImageToImage()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        string image = Pictures.Base64(Pictures.Pattern(64)), mask = Pictures.Base64(new RgbImage(64, 64, new byte[3 * 64 * 64]));
        JsonElement masked = await server.PostAsync(
            "sdapi/v1/img2img", new { prompt = "x", seed = 1, init_images = (string[])[image], width = 64, height = 64, mask });
        JsonElement plain = await server.PostAsync(
            "sdapi/v1/img2img", new { prompt = "x", seed = 1, init_images = (string[])[image], width = 64, height = 64 });
        Assert.Equal(Pictures.Read(plain.GetProperty("images")[0]).Pixels, Pictures.Read(masked.GetProperty("images")[0]).Pixels);
    }

    [Fact]
    public async Task Interrupted_TellsWhatIsKnown()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        Task<JsonElement> drawing = server.PostAsync("sdapi/v1/txt2img", new
        {
            prompt = "x", steps = 150, cfg_scale = 7, seed = 5, batch_size = 2, width = 64, height = 32, sampler_name = "Euler a",
        });
        await Wait.UntilAsync(() => server.Pool.Running.Count > 0);
        await server.PostAsync("sdapi/v1/interrupt", new { });
        JsonElement info = JsonDocument.Parse((await drawing).GetProperty("info").GetString()!).RootElement;
        Assert.Equal([5L, 6L], info.GetProperty("all_seeds").EnumerateArray().Select(s => s.GetInt64()));
        Assert.Equal((5, 150, 64, 32), (Int("seed"), Int("steps"), Int("width"), Int("height")));
        Assert.Equal("Euler a", info.GetProperty("sampler_name").GetString());

        int Int(string name) => info.GetProperty(name).GetInt32();
    }

    /// <summary>White, 2x1: the first pixel of an opacity, the second transparent.</summary>
    private static byte[] Png(byte alpha)
    {
        using SkiaSharp.SKBitmap bitmap = new(2, 1, SkiaSharp.SKColorType.Rgba8888, SkiaSharp.SKAlphaType.Unpremul);
        bitmap.SetPixel(0, 0, new SkiaSharp.SKColor(255, 255, 255, alpha));
        bitmap.SetPixel(1, 0, new SkiaSharp.SKColor(255, 255, 255, 0));
        using SkiaSharp.SKData data = bitmap.Encode(SkiaSharp.SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }
}
