using System.Text.Json.Nodes;

namespace LatentDiffusion.Tests;

/// <summary>
/// One run of a diffusers pipeline on a tiny random model (latent_diffusion_references/tiny), and the request that must give the same. The
/// names of diffusers' arguments and ours are matched here and nowhere else; an unknown one fails the test.
/// </summary>
internal sealed class TinyCase
{
    private readonly JsonNode _case;
    private readonly SafetensorsFile _tensors;

    private TinyCase(string family, JsonNode node, SafetensorsFile tensors)
    {
        (Family, _case, _tensors) = (family, node, tensors);
        Name = node["name"]!.GetValue<string>();
    }

    public string Family { get; }

    public string Name { get; }

    /// <summary>
    /// The final latents; Flux' pipelines return them in patches of 2 x 2 (<c>_pack_latents</c>), which are taken apart here.
    /// </summary>
    public ReadOnlySpan<float> Latents => _tensors.Shape($"{Name}.latents") is [_, _, var size]
        ? Unpacked(_tensors.Values<float>($"{Name}.latents"), (int)size / 4, (int)ImagesShape[1] / 8, (int)ImagesShape[2] / 8)
        : _tensors.Values<float>($"{Name}.latents");

    public long[] ImagesShape => _tensors.Shape($"{Name}.images");

    public ReadOnlySpan<byte> Images => _tensors.Values<byte>($"{Name}.images");

    /// <summary>The model of the case: its family, and the components that are left out.</summary>
    public string Model => string.Join(" - ", [Family, .. Without]);

    private IEnumerable<string> Without => _case["without"]?.AsArray().Select(n => n!.GetValue<string>()) ?? [];

    public static IEnumerable<TinyCase> Of(string family) => Of(family, ReferenceFiles.Path("tiny", family, "cases"));

    /// <summary>Cases of a family's model that are kept elsewhere: a path without its extension.</summary>
    public static IEnumerable<TinyCase> Of(string family, string path)
    {
        SafetensorsFile tensors = new(path + ".safetensors");
        foreach (JsonNode? node in JsonNode.Parse(File.ReadAllText(path + ".json"))!.AsArray())
            yield return new TinyCase(family, node!, tensors);
    }

    /// <summary>All cases of all families, by family and name.</summary>
    public static IEnumerable<(string Family, string Name)> All =>
        from family in Directory.EnumerateDirectories(ReferenceFiles.Path("tiny")).Select(f => Path.GetFileName(f)!).Order()
        from tiny in Of(family)
        select (family, tiny.Name);

    public LatentDiffusionPipeline Load(PipelineOptions? options = null)
    {
        if (!Without.Any()) return LatentDiffusionPipeline.Load(ReferenceFiles.Path("tiny", Family), options);
        using ModelCopy copy = ModelCopy.OfTiny(Family).Without(Without);
        return LatentDiffusionPipeline.Load(copy.Path, options);
    }

    public GenerationRequest Request()
    {
        int[] seeds = [.. _case["seeds"]!.AsArray().Select(s => s!.GetValue<int>())];
        Assert.Equal(Enumerable.Range(seeds[0], seeds.Length), seeds);
        GenerationRequest request = new("") { Seed = seeds[0], Count = seeds.Length, Scheduler = Scheduler(), Options = Options() };
        foreach (JsonNode? input in _case["inputs"]!.AsArray()) request = WithInput(request, input!.GetValue<string>());
        foreach (var (name, value) in _case["arguments"]!.AsObject())
            request = value is null ? WithNothing(request, name) : With(request, name, value);
        return request;
    }

    private static GenerationRequest With(GenerationRequest request, string name, JsonNode value) => name switch
    {
        "prompt" => request with { Prompt = value.GetValue<string>() },
        "negative_prompt" => request with { NegativePrompt = value.GetValue<string>() },
        "num_inference_steps" => request with { Steps = value.GetValue<int>() },
        "timesteps" => request with { Schedule = request.Schedule with { Timesteps = Numbers(value) } },
        "sigmas" => request with { Schedule = request.Schedule with { Sigmas = Numbers(value) } },
        "guidance_scale" => request with { GuidanceScale = value.GetValue<double>() },
        "guidance_rescale" => request with { GuidanceRescale = value.GetValue<double>() },
        "image_guidance_scale" => WithOptions<InstructPix2PixOptions>(
            request, o => o with { ImageGuidanceScale = value.GetValue<double>() }),
        "noise_level" => WithOptions<UpscalerOptions>(request, o => o with { NoiseLevel = value.GetValue<int>() }),
        "max_sequence_length" => WithTokens(request, value.GetValue<int>()),
        "true_cfg_scale" => WithOptions<FluxOptions>(request, o => o with { TrueGuidanceScale = value.GetValue<double>() }),
        "eta" => request with { Schedule = request.Schedule with { Eta = value.GetValue<double>() } },
        "strength" => request with { Image = Start(request) with { Strength = value.GetValue<double>() } },
        "clip_skip" => WithOptions<StableDiffusionOptions>(request, o => o with { ClipSkip = value.GetValue<int>() }),
        "denoising_start" => request with { Schedule = request.Schedule with { Start = value.GetValue<double>() } },
        "denoising_end" => request with { Schedule = request.Schedule with { End = value.GetValue<double>() } },
        "original_size" => WithSizes(request, sizes => sizes with { OriginalHeight = At(value, 0), OriginalWidth = At(value, 1) }),
        "target_size" => WithSizes(request, sizes => sizes with { TargetHeight = At(value, 0), TargetWidth = At(value, 1) }),
        "crops_coords_top_left" => WithSizes(request, sizes => sizes with { CropTop = At(value, 0), CropLeft = At(value, 1) }),
        "negative_original_size" => WithSizes(request,
            sizes => sizes with { NegativeOriginalHeight = At(value, 0), NegativeOriginalWidth = At(value, 1) }),
        "negative_target_size" => WithSizes(request,
            sizes => sizes with { NegativeTargetHeight = At(value, 0), NegativeTargetWidth = At(value, 1) }),
        "negative_crops_coords_top_left" => WithSizes(request,
            sizes => sizes with { NegativeCropTop = At(value, 0), NegativeCropLeft = At(value, 1) }),
        "aesthetic_score" => WithSizes(request, sizes => sizes with { AestheticScore = value.GetValue<double>() }),
        "negative_aesthetic_score" => WithSizes(request, sizes => sizes with { NegativeAestheticScore = value.GetValue<double>() }),
        "controlnet_conditioning_scale" => WithControls(request, value, (control, scale) => control with { Scale = scale }),
        "control_guidance_start" => WithControls(request, value, (control, start) => control with { Start = start }),
        "control_guidance_end" => WithControls(request, value, (control, end) => control with { End = end }),
        "height" => request with { Height = value.GetValue<int>() },
        "batch_size" => request with { Count = value.GetValue<int>() },
        "width" => request with { Width = value.GetValue<int>() },
        "use_resolution_binning" => WithOptions<PixArtOptions>(request, o => o with { ResolutionBinning = value.GetValue<bool>() }),
        "clean_caption" => WithOptions<PixArtOptions>(request, o => o with { CleanCaption = value.GetValue<bool>() }),
        _ => throw new ArgumentException($"The test does not know the argument '{name}'."),
    };

    private static ImageInput Start(GenerationRequest request) => request.Image ?? new ImageInput();

    private static GenerationRequest WithOptions<T>(GenerationRequest request, Func<T, FamilyOptions> change)
        where T : FamilyOptions => request with { Options = change(Assert.IsAssignableFrom<T>(request.Options)) };

    private static GenerationRequest WithSizes(GenerationRequest request, Func<SizeConditioning, SizeConditioning> change) =>
        WithOptions<SdxlOptions>(request, o => o with { SizeConditioning = change(o.SizeConditioning) });

    private static GenerationRequest WithTokens(GenerationRequest request, int tokens) => WithOptions<FamilyOptions>(request, o => o switch
    {
        StableDiffusion3Options sd3 => sd3 with { MaxSequenceLength = tokens },
        FluxOptions flux => flux with { MaxSequenceLength = tokens },
        PixArtOptions pixArt => pixArt with { MaxSequenceLength = tokens },
        _ => throw new ArgumentException($"The test knows no tokens of {o}."),
    });

    private static GenerationRequest WithControls(
        GenerationRequest request, JsonNode values, Func<ControlImage, double, ControlImage> with)
    {
        return request with { Controls = [.. request.Controls.Select((control, i) => with(control, Value(i)))] };

        double Value(int i) => (values is JsonArray list ? list[i]! : values).GetValue<double>();
    }

    private static GenerationRequest WithNothing(GenerationRequest request, string name) => name switch
    {
        "complex_human_instruction" => WithOptions<SanaOptions>(request, o => o with { PromptInstruction = "" }),
        _ => throw new ArgumentException($"The test does not know the argument '{name}' without a value."),
    };

    private static double[] Numbers(JsonNode list) => [.. list.AsArray().Select(number => number!.GetValue<double>())];

    private static int At(JsonNode pair, int index) => pair[index]!.GetValue<int>();

    private GenerationRequest WithInput(GenerationRequest request, string name) => name switch
    {
        _ when name.StartsWith("control_image", StringComparison.Ordinal)
            || name.StartsWith("image.", StringComparison.Ordinal)
            || IsControl(name) =>
            request with { Controls = [.. request.Controls, new ControlImage(Picture(name))] },
        "image" when _tensors.Shape($"{Name}.image").Length == 4 => request with
        {
            Image = Start(request) with { Latents = _tensors.Values<float>($"{Name}.image").ToArray() },
            Height = (int)ImagesShape[1], Width = (int)ImagesShape[2],
        },
        "image" => request with { Image = Start(request) with { Picture = Picture(name) } },
        "depth_map" => WithOptions<DepthToImageOptions>(request, o => o with { DepthMap = Gray(name) }),
        "mask_image" => request with { Inpainting = new Inpainting(Picture(name)) },
        _ => throw new ArgumentException($"The test does not know the input '{name}'."),
    };

    /// <summary>Text to image with a ControlNet calls its picture just <c>image</c>.</summary>
    private bool IsControl(string name) =>
        name == "image" && _case["pipeline"]!.GetValue<string>().EndsWith("ControlNetPipeline", StringComparison.Ordinal);

    /// <summary>Options of the family, as its model takes them.</summary>
    private FamilyOptions? Options() => Family switch
    {
        "latent_diffusion_unconditional" => null,
        "flux_dev" or "flux_schnell" => new FluxOptions(),
        "sana" => new SanaOptions(),
        "stable_diffusion_3" => new StableDiffusion3Options(),
        "instruct_pix2pix" => new InstructPix2PixOptions(),
        "upscaler" => new UpscalerOptions(),
        "depth_to_image" => new DepthToImageOptions(),
        _ when Family.StartsWith("pixart", StringComparison.Ordinal) => new PixArtOptions(),
        _ when Family.Contains("xl", StringComparison.Ordinal) => new SdxlOptions(),
        _ => new StableDiffusionOptions(),
    };

    private Scheduler? Scheduler()
    {
        JsonObject options = _case["scheduler"]!.DeepClone().AsObject();
        if (options.Count == 0) return null;
        string className = options["_class_name"]?.GetValue<string>() ?? OwnSchedulerClass();
        options.Remove("_class_name");
        return Schedulers.Create(className, SchedulerOptions.FromJson(options));
    }

    private string OwnSchedulerClass()
    {
        string path = ReferenceFiles.Path("tiny", Family, "scheduler", "scheduler_config.json");
        return JsonNode.Parse(File.ReadAllText(path))!["_class_name"]!.GetValue<string>();
    }

    private static float[] Unpacked(ReadOnlySpan<float> packed, int channels, int height, int width)
    {
        float[] latents = new float[packed.Length];
        for (int i = 0; i < latents.Length; i++)
        {
            int x = i % width, y = i / width % height, channel = i / width / height % channels, picture = i / width / height / channels;
            int patch = (picture * height / 2 + y / 2) * (width / 2) + x / 2;
            latents[i] = packed[(patch * channels + channel) * 4 + y % 2 * 2 + x % 2];
        }

        return latents;
    }

    /// <summary>A tensor of bytes [1, height, width] as a picture.</summary>
    private RgbImage Gray(string name)
    {
        long[] shape = _tensors.Shape($"{Name}.{name}");
        float[] values = _tensors.Values<float>($"{Name}.{name}").ToArray();
        return new RgbImage((int)shape[2], (int)shape[1], values.SelectMany(v => Enumerable.Repeat((byte)v, 3)).ToArray());
    }

    private RgbImage Picture(string name)
    {
        long[] shape = _tensors.Shape($"{Name}.{name}");
        ReadOnlySpan<byte> bytes = _tensors.Values<byte>($"{Name}.{name}");
        if (shape.Length == 3) return new RgbImage((int)shape[1], (int)shape[0], bytes);
        byte[] rgb = new byte[3 * bytes.Length];
        for (int i = 0; i < rgb.Length; i++) rgb[i] = bytes[i / 3];
        return new RgbImage((int)shape[1], (int)shape[0], rgb);
    }
}
