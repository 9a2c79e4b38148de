namespace LatentDiffusion.Generation;

/// <summary>
/// The options of families in the text of a picture. The first field names the family; without it, as in texts of other programs, the
/// options that are told make it out.
/// </summary>
internal static class FamilyFields
{
    private static readonly int UsualNoise = new UpscalerOptions().NoiseLevel;
    private static readonly double UsualImageGuidance = new InstructPix2PixOptions().ImageGuidanceScale;

    /// <summary>All families: options that others derive from come after those.</summary>
    private static readonly (string Name, FamilyOptions Options)[] Families =
    [
        ("Depth to image", new DepthToImageOptions()), ("Flux", new FluxOptions()), ("InstructPix2Pix", new InstructPix2PixOptions()),
        ("Sana", new SanaOptions()), ("PixArt", new PixArtOptions()), ("SDXL", new SdxlOptions()),
        ("Stable Diffusion 3", new StableDiffusion3Options()), ("Upscaler", new UpscalerOptions()),
        ("Stable Diffusion", new StableDiffusionOptions()),
    ];

    /// <summary>The fields.</summary>
    public static IReadOnlyList<RequestField> All { get; } =
    [
        new("Family", r => r.Options is null ? null : Families.First(f => f.Options.GetType() == r.Options.GetType()).Name, ReadFamily),
        RequestField.Whole( // webui counts from 1, the last layer
            "Clip skip",
            r => r.Options is StableDiffusionOptions { ClipSkip: > 0 and var skip } ? skip + 1 : null,
            (r, v) => v > 1 ? With<StableDiffusionOptions>(r, o => o with { ClipSkip = v - 1 }) : r),
        RequestField.Number(
            "True CFG scale", 1, r => r.OptionsOf<FluxOptions>().TrueGuidanceScale,
            (r, v) => With<FluxOptions>(r, o => o with { TrueGuidanceScale = v })),
        RequestField.Number(
            "Image CFG scale", UsualImageGuidance, r => r.OptionsOf<InstructPix2PixOptions>().ImageGuidanceScale,
            (r, v) => With<InstructPix2PixOptions>(r, o => o with { ImageGuidanceScale = v })),
        RequestField.Whole(
            "Noise level", r => r.Options is UpscalerOptions { NoiseLevel: var level } && level != UsualNoise ? level : null,
            (r, v) => With<UpscalerOptions>(r, o => o with { NoiseLevel = v })),
        new(
            "Size conditioning", r => SizeConditioningText.Write(r.OptionsOf<SdxlOptions>().SizeConditioning),
            (r, text) => SizeConditioningText.Read(text) is { } sizes
                ? With<SdxlOptions>(r, o => o with { SizeConditioning = sizes }) : null),
        new("Max sequence length", WriteTokens, ReadTokens),
        RequestField.Switch(
            "Clean caption", r => r.OptionsOf<PixArtOptions>().CleanCaption,
            (r, v) => With<PixArtOptions>(r, o => o with { CleanCaption = v })),
        new(
            "Resolution binning", r => r.OptionsOf<PixArtOptions>().ResolutionBinning?.ToString(),
            (r, text) => bool.TryParse(text, out bool v) ? With<PixArtOptions>(r, o => o with { ResolutionBinning = v }) : null),
        new(
            "Prompt instruction", r => r.OptionsOf<SanaOptions>().PromptInstruction,
            (r, text) => With<SanaOptions>(r, o => o with { PromptInstruction = text })),
    ];

    /// <summary>The request with other options of a family; those of a derived one stay such.</summary>
    /// <exception cref="ArgumentException">It has options of another family.</exception>
    public static GenerationRequest With<T>(GenerationRequest request, Func<T, FamilyOptions> change)
        where T : FamilyOptions, new() => request.Options switch
        {
            null => request with { Options = change(new T()) },
            T own => request with { Options = change(own) },
            // Of options that are told one by one, those of the base come first.
            StableDiffusionOptions { ClipSkip: var skip } basic when basic.GetType() == typeof(StableDiffusionOptions)
                && new T() is StableDiffusionOptions derived =>
                request with { Options = change((T)(object)(derived with { ClipSkip = skip })) },
            { } other => throw new ArgumentException(
                $"The text of the picture mixes options of {other.GetType().Name} and {typeof(T).Name}."),
        };

    private static GenerationRequest? ReadFamily(GenerationRequest request, string text)
    {
        FamilyOptions? options = Families.FirstOrDefault(f => f.Name == text).Options;
        return options is null ? null : request with { Options = options };
    }

    private static string? WriteTokens(GenerationRequest request) => (request.Options switch
    {
        FluxOptions flux => flux.MaxSequenceLength,
        PixArtOptions pixArt => pixArt.MaxSequenceLength,
        StableDiffusion3Options sd3 => sd3.MaxSequenceLength,
        _ => null,
    })?.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static GenerationRequest? ReadTokens(GenerationRequest request, string text)
    {
        if (!int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out int tokens)) return null;
        return request.Options switch
        {
            FluxOptions flux => request with { Options = flux with { MaxSequenceLength = tokens } },
            PixArtOptions pixArt => request with { Options = pixArt with { MaxSequenceLength = tokens } },
            StableDiffusion3Options sd3 => request with { Options = sd3 with { MaxSequenceLength = tokens } },
            _ => null,
        };
    }
}
