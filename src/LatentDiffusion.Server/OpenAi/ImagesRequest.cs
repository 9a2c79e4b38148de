namespace LatentDiffusion.Server;

/// <summary>
/// The body of <c>/v1/images/generations</c> and, with pictures, of <c>/v1/images/edits</c>; after OpenAI's fields those of this server,
/// which clients send as extra ones.
/// </summary>
internal sealed record ImagesRequest
{
    /// <summary>What the picture should show.</summary>
    public string? Prompt { get; init; }

    /// <summary>Name of the model; null for the default one.</summary>
    public string? Model { get; init; }

    /// <summary>Number of pictures.</summary>
    public int? N { get; init; }

    /// <summary><c>WIDTHxHEIGHT</c>, or <c>auto</c> for the model's own, or that of the picture to edit.</summary>
    public string? Size { get; init; }

    /// <summary><c>opaque</c> or <c>auto</c>.</summary>
    public string? Background { get; init; }

    /// <summary><c>png</c>, <c>jpeg</c> or <c>webp</c>.</summary>
    public string? OutputFormat { get; init; }

    /// <summary>Quality of JPEG and WebP, 0 to 100.</summary>
    public int? OutputCompression { get; init; }

    /// <summary><c>b64_json</c>, or <c>url</c> for data URLs.</summary>
    public string? ResponseFormat { get; init; }

    /// <summary>Whether the answer is a stream of events.</summary>
    public bool? Stream { get; init; }

    /// <summary>Previews of a stream, 0 to 3.</summary>
    public int? PartialImages { get; init; }

    /// <summary>Pictures to edit, by data URLs.</summary>
    public IReadOnlyList<ImageReference?>? Images { get; init; }

    /// <summary>What of it to draw anew, by a data URL.</summary>
    public ImageReference? Mask { get; init; }

    /// <summary>What the picture should not show.</summary>
    public string? NegativePrompt { get; init; }

    /// <summary>Denoising steps.</summary>
    public int? Steps { get; init; }

    /// <summary>The same, by the name of diffusers.</summary>
    public int? NumInferenceSteps { get; init; }

    /// <summary>How strongly the prompt steers.</summary>
    public double? GuidanceScale { get; init; }

    /// <summary>Seed of the first picture.</summary>
    public long? Seed { get; init; }

    /// <summary>The same, by the name of OpenVINO Model Server.</summary>
    public long? RngSeed { get; init; }

    /// <summary>Name of the sampling method.</summary>
    public string? Scheduler { get; init; }

    /// <summary>How far to go from the picture to edit, 0 to 1.</summary>
    public double? Strength { get; init; }

    /// <summary>A picture by its data URL.</summary>
    /// <param name="ImageUrl">The data URL.</param>
    internal sealed record ImageReference(string? ImageUrl);
}
