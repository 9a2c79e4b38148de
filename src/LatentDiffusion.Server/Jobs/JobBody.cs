namespace LatentDiffusion.Server;

/// <summary>What the page asks for. Null is what the model does by itself.</summary>
internal sealed record JobBody
{
    public string? Prompt { get; init; }

    public string? NegativePrompt { get; init; }

    public string? Model { get; init; }

    public bool? Weighted { get; init; }

    public int? Steps { get; init; }

    public double? GuidanceScale { get; init; }

    public long? Seed { get; init; }

    public int? Count { get; init; }

    public int? Width { get; init; }

    public int? Height { get; init; }

    public string? Scheduler { get; init; }

    public int? ClipSkip { get; init; }

    /// <summary>The picture to start from, as a data URL.</summary>
    public string? Image { get; init; }

    /// <summary>What of it to draw anew: white. As a data URL.</summary>
    public string? Mask { get; init; }

    public double? MaskBlur { get; init; }

    public double? Strength { get; init; }

    public Sides? Outpaint { get; init; }

    public double? HiresScale { get; init; }

    /// <summary>Whether previews are sent.</summary>
    public bool? Previews { get; init; }

    /// <summary>The request.</summary>
    /// <exception cref="RequestException">A picture is no data URL, or there is no such scheduler.</exception>
    public GenerationRequest Read(ImageLimits limits) => new(Prompt ?? "")
    {
        NegativePrompt = NegativePrompt,
        PromptSyntax = Weighted == true ? PromptSyntax.Weighted : PromptSyntax.Plain,
        Steps = Steps,
        GuidanceScale = GuidanceScale,
        Seed = RequestLimits.SeedOf(Seed),
        Count = Count ?? 1,
        Width = Width,
        Height = Height,
        Scheduler = SamplerNames.Find(Scheduler),
        Options = ClipSkip is null or 0 ? null : new StableDiffusionOptions { ClipSkip = ClipSkip.Value },
        Image = Image is null && Strength is null
            ? null
            : new(Image is null ? null : InputImages.Decode(Image, "image", limits)) { Strength = Strength },
        Inpainting = Mask is null && Outpaint is null && MaskBlur is null or 0 ? null : new(
            Mask is null ? null : InputImages.Decode(Mask, "mask", limits))
        {
            Blur = MaskBlur ?? 0,
            PasteOriginal = Mask is not null,
            Outpaint = Outpaint is { } sides
                ? new() { Left = sides.Left, Top = sides.Top, Right = sides.Right, Bottom = sides.Bottom } : null,
        },
        Hires = HiresScale is { } scale ? new() { Scale = scale } : null,
    };

    /// <summary>How far a picture is drawn on beyond its edges, in pixels.</summary>
    internal sealed record Sides(int Left, int Top, int Right, int Bottom);
}
