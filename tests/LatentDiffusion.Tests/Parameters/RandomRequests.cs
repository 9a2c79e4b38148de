using CsCheck;

namespace LatentDiffusion.Tests;

/// <summary>Requests of any kind that tiny models may draw; some are refused, as the model is not made for them.</summary>
internal static class RandomRequests
{
    private static readonly string[] Schedulers = [.. LatentDiffusion.Schedulers.Names.Select(n => n.Name)];

    private static readonly Gen<Scheduler?> Method =
        from name in Gen.Null(Gen.Int[0, Schedulers.Length - 1].Select(i => Schedulers[i]))
        from order in Gen.Nullable(Gen.Int[1, 3])
        from spacing in Gen.Nullable(Gen.Enum<TimestepSpacing>())
        from final in Gen.Nullable(Gen.Enum<FinalSigmasType>())
        from eta in Gen.Nullable(Gen.Double[0, 1])
        from start in Gen.Nullable(Gen.Double[0.0005, 0.001])
        from shift in Gen.Nullable(Gen.Double[0.5, 5])
        select name is null ? null : Make(name, new()
        {
            SolverOrder = order, TimestepSpacing = spacing, FinalSigmasType = final, Eta = eta, BetaStart = start, Shift = shift,
        });

    private static readonly Gen<string> Text =
        Gen.OneOf(Gen.Const("a red apple"), Gen.Const("a (red:1.3) [apple|pear]"), Gen.Const("\n a: \"b\", c "), RandomPrompts.Gen);

    private static readonly Gen<HiresFix?> Hires = Gen.Null(
        from scale in Gen.Double[1, 2]
        from upscaling in Gen.Enum<HiresUpscaling>()
        from strength in Gen.Double[0.5, 1]
        from steps in Gen.Nullable(Gen.Int[2, 3])
        from width in Gen.Nullable(Gen.Const(64))
        select new HiresFix { Scale = scale, Upscaling = upscaling, Strength = strength, Steps = steps, Width = width },
        nullFraction: 0.7);

    private static readonly Gen<SizeConditioning> Sizes =
        from sizes in Gen.Nullable(Gen.Int[8, 2000]).Array[8]
        from crop in Gen.Int[0, 50].Array[4]
        from score in Gen.Double[1, 10]
        select new SizeConditioning
        {
            OriginalWidth = sizes[0], OriginalHeight = sizes[1], TargetWidth = sizes[2], TargetHeight = sizes[3],
            NegativeOriginalWidth = sizes[4], NegativeOriginalHeight = sizes[5], NegativeTargetWidth = sizes[6],
            NegativeTargetHeight = sizes[7], CropLeft = crop[0], CropTop = crop[1], NegativeCropLeft = crop[2], NegativeCropTop = crop[3],
            AestheticScore = score,
        };

    /// <summary>Requests for a model, with pictures where it takes them.</summary>
    public static Gen<GenerationRequest> For(ModelTraits model) =>
        from prompt in Text
        from negative in Gen.Null(Gen.OneOf(Gen.Const(""), Text))
        from method in Method
        from numbers in Gen.Select(
            Gen.Nullable(Gen.Int[1, 3]), Gen.Nullable(Gen.Double[0, 9]), Gen.Double[0, 1], Gen.Double[0, 1], Gen.Long)
        from rare in Gen.Select(Gen.Int[0, 1], Gen.Nullable(Gen.Int[1, 16]), Gen.Double[0, 3], Gen.Double[0, 3], Gen.Int[0, 40], Sizes)
        from flags in Gen.Bool.Array[9]
        from hires in Hires
        from picture in Pictures(model)
        from points in Gen.Null(Gen.Double[1, 990].Array[1, 3], 0.6)
        select picture with
        {
            Prompt = prompt,
            NegativePrompt = negative,
            PromptSyntax = flags[0] && model.ReadsWeights ? PromptSyntax.Weighted : PromptSyntax.Plain,
            NoiseSource = flags[1] ? NoiseSource.Philox : NoiseSource.TorchCpu,
            Scheduler = method,
            Steps = flags[2] && points is not null ? null : numbers.Item1,
            Schedule = new StepSchedule
            {
                Timesteps = flags[2] ? points?.OrderDescending().Select(t => Math.Round(t)).Distinct().ToArray() : null,
                Eta = flags[4] ? numbers.Item4 : 0,
            },
            GuidanceScale = numbers.Item2,
            GuidanceRescale = flags[3] ? numbers.Item3 : 0,
            Seed = numbers.Item5,
            Count = flags[5] ? 2 : 1,
            Options = flags[7]
                ? Options(model.Options, rare.Item1, flags[6] ? rare.Item2 : null, rare.Item3, rare.Item4, rare.Item5, rare.Item6)
                : null,
            Hires = flags[8] && picture.Inpainting is null ? hires : null,
        };

    private static FamilyOptions? Options(
        FamilyOptions? own, int skip, int? tokens, double trueScale, double imageScale, int noise, SizeConditioning sizes) => own switch
    {
        FluxOptions flux => flux with { MaxSequenceLength = tokens, TrueGuidanceScale = trueScale },
        SanaOptions sana => sana with { MaxSequenceLength = tokens, PromptInstruction = skip > 0 ? "Draw: \"it\"," : "" },
        PixArtOptions pixArt => pixArt with
        {
            MaxSequenceLength = tokens, CleanCaption = skip > 0, ResolutionBinning = noise > 20 ? null : false,
        },
        StableDiffusion3Options sd3 => sd3 with { MaxSequenceLength = tokens, ClipSkip = skip },
        SdxlOptions sdxl => sdxl with { SizeConditioning = sizes, ClipSkip = skip },
        InstructPix2PixOptions edit => edit with { ImageGuidanceScale = imageScale, ClipSkip = skip },
        UpscalerOptions upscaler => upscaler with { NoiseLevel = noise, ClipSkip = skip },
        DepthToImageOptions depth => depth with { DepthMap = skip > 0 ? Noise(32, 32, noise + 1) : null },
        StableDiffusionOptions basic => basic with { ClipSkip = skip },
        _ => null,
    };

    private static Gen<GenerationRequest> Pictures(ModelTraits model) =>
        from init in Gen.Nullable(Gen.Int[1, 99])
        from mask in Gen.Nullable(Gen.Int[1, 99])
        from numbers in Gen.Select(
            Gen.Nullable(Gen.Double[0.5, 1]), Gen.Double[0, 3], Gen.Nullable(Gen.Int[0, 8]), Gen.Int[1, 20], Gen.Int[0, 5])
        from controls in Gen.Select(
            Gen.Int[1, 99], Gen.Nullable(Gen.Double[0, 2]), Gen.Double[0, 0.4], Gen.Double[0.6, 1]).Array[model.ControlNets]
        from flags in Gen.Bool.Array[3]
        from width in Gen.Nullable(Gen.Int[2, 6])
        select Pictures(
            new GenerationRequest("")
            {
                Width = flags[0] ? width * model.SizeMultiple * 4 : null,
                Controls = flags[2] ? [] : [.. controls.Select(c => new ControlImage(Noise(64, 64, c.Item1))
                {
                    Scale = c.Item2, Start = c.Item3, End = c.Item4,
                })],
            },
            model.TakesImages ? init : null, numbers.Item1, mask, numbers.Item2, numbers.Item3, numbers.Item4, numbers.Item5);

    private static GenerationRequest Pictures(
        GenerationRequest request, int? init, double? strength, int? mask, double blur, int? padding, int outpaint, int kind)
    {
        if (init is not { } seed) return request;
        request = request with { Image = new ImageInput(Noise(64, 64, seed)) { Strength = strength } };
        Outpainting sides = new() { Left = outpaint, Bottom = 7, Overlap = 5 };
        if (kind == 1) return request with { Width = null, Inpainting = new Inpainting { Outpaint = sides } };
        return kind < 3 || mask is not { } other ? request : request with
        {
            Inpainting = new Inpainting(Noise(48, 64, other))
            {
                Blur = blur, Padding = padding, PasteOriginal = padding is null && kind == 5,
            },
        };
    }

    private static RgbImage Noise(int width, int height, int seed) => ImagingReference.NoiseImage(width, height, (uint)seed);

    private static Scheduler Make(string name, SchedulerOptions options)
    {
        SchedulerKind kind = LatentDiffusion.Schedulers.KindOf(LatentDiffusion.Schedulers.FromName(name).ClassName);
        return LatentDiffusion.Schedulers.FromName(name, options.Only(kind.Accepts));
    }
}
