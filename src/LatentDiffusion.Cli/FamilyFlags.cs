namespace LatentDiffusion.Cli;

/// <summary>What a command line asks of options that only some families have; null where it is silent.</summary>
internal sealed record FamilyFlags
{
    /// <summary>Layers of CLIP to leave out.</summary>
    public int? ClipSkip { get; init; }

    /// <summary>Tokens of a prompt.</summary>
    public int? MaxSequenceLength { get; init; }

    /// <summary>Whether prompts are cleaned.</summary>
    public bool CleanCaption { get; init; }

    /// <summary>Guidance of Flux by the negative prompt.</summary>
    public double? TrueGuidance { get; init; }

    /// <summary>Guidance of InstructPix2Pix by the picture.</summary>
    public double? ImageGuidance { get; init; }

    /// <summary>Noise that the upscaler puts on the picture.</summary>
    public int? NoiseLevel { get; init; }

    /// <summary>Depth of the picture.</summary>
    public RgbImage? DepthMap { get; init; }

    /// <summary>What Stable Diffusion XL is told of the picture's past.</summary>
    public SizeConditioning? Sizes { get; init; }

    /// <summary>The options of a model; null where nothing is asked.</summary>
    /// <exception cref="ArgumentException">Something is asked that the model's family does not have.</exception>
    public FamilyOptions? For(ModelTraits model)
    {
        FamilyOptions? options = null;
        Put<StableDiffusionOptions>("--clip-skip", ClipSkip is not null, o => o with { ClipSkip = ClipSkip!.Value });
        Put<PixArtOptions>("--clean-caption", CleanCaption, o => o with { CleanCaption = true });
        Put<FluxOptions>("--true-guidance", TrueGuidance is not null, o => o with { TrueGuidanceScale = TrueGuidance!.Value });
        Put<InstructPix2PixOptions>(
            "--image-guidance", ImageGuidance is not null, o => o with { ImageGuidanceScale = ImageGuidance!.Value });
        Put<UpscalerOptions>("--noise-level", NoiseLevel is not null, o => o with { NoiseLevel = NoiseLevel!.Value });
        Put<DepthToImageOptions>("--depth-map", DepthMap is not null, o => o with { DepthMap = DepthMap });
        Put<SdxlOptions>(SizeOptions.Names, Sizes is not null, o => o with { SizeConditioning = Sizes! });
        Put<FamilyOptions>("--max-sequence-length", MaxSequenceLength is not null, o => o switch
        {
            StableDiffusion3Options sd3 => sd3 with { MaxSequenceLength = MaxSequenceLength },
            FluxOptions flux => flux with { MaxSequenceLength = MaxSequenceLength },
            PixArtOptions pixArt => pixArt with { MaxSequenceLength = MaxSequenceLength },
            _ => throw Unknown("--max-sequence-length"),
        });
        return options;

        void Put<T>(string flag, bool isAsked, Func<T, FamilyOptions> change)
            where T : FamilyOptions
        {
            if (isAsked) options = (options ?? model.Options) is T own ? change(own) : throw Unknown(flag);
        }

        ArgumentException Unknown(string flag) => new($"{flag} is not for models of the family {model.Family}.");
    }
}
