namespace LatentDiffusion;

/// <summary>
/// Every value of a request that the text of a picture holds in a field of its own, under stable-diffusion-webui's name where it has one
/// (modules/processing.py, <c>create_infotext</c>). A value that is added to a request is added here, or to <see cref="PictureFields"/>.
/// </summary>
internal static class RequestFields
{
    private const string PlainSyntax = nameof(PromptSyntax.Plain), WeightedSyntax = nameof(PromptSyntax.Weighted);

    /// <summary>All of them, in the order in which they are written.</summary>
    public static IReadOnlyList<RequestField> All { get; } =
    [
        new("RNG", WriteNoise, (r, text) => ReadNoise(text) is { } source ? r with { NoiseSource = source } : null),
        new("Prompt syntax", r => r.PromptSyntax == PromptSyntax.Weighted ? WeightedSyntax : PlainSyntax, ReadSyntax),
        RequestField.Switch(
            "Empty negative prompt", r => r.NegativePrompt is { Length: 0 }, (r, v) => v ? r with { NegativePrompt = "" } : r),
        RequestField.Number("Eta", 0, r => r.Eta, (r, v) => r with { Eta = v }),
        RequestField.Numbers("Timesteps", r => r.Timesteps, (r, v) => r with { Timesteps = v, Steps = null }),
        RequestField.Numbers("Sigmas", r => r.Sigmas, (r, v) => r with { Sigmas = v, Steps = null }),
        RequestField.Number("CFG rescale", 0, r => r.GuidanceRescale, (r, v) => r with { GuidanceRescale = v }),
        RequestField.Number("True CFG scale", 1, r => r.TrueGuidanceScale, (r, v) => r with { TrueGuidanceScale = v }),
        RequestField.Number("Image CFG scale", 1.5, r => r.ImageGuidanceScale, (r, v) => r with { ImageGuidanceScale = v }),
        RequestField.Whole( // webui counts from 1, the last layer
            "Clip skip", r => r.ClipSkip > 0 ? r.ClipSkip + 1 : null, (r, v) => r with { ClipSkip = Math.Max(0, v - 1) }),
        RequestField.Whole("Max sequence length", r => r.MaxSequenceLength, (r, v) => r with { MaxSequenceLength = v }),
        RequestField.Switch("Clean caption", r => r.CleanCaption, (r, v) => r with { CleanCaption = v }),
        new("Prompt instruction", r => r.PromptInstruction, (r, text) => r with { PromptInstruction = text }),
        RequestField.Whole("Noise level", r => r.NoiseLevel == 20 ? null : r.NoiseLevel, (r, v) => r with { NoiseLevel = v }),
        new(
            "Resolution binning", r => r.ResolutionBinning?.ToString(),
            (r, text) => bool.TryParse(text, out bool value) ? r with { ResolutionBinning = value } : null),
        new("Size conditioning", r => SizeConditioningText.Write(r.SizeConditioning), SizeConditioningText.Read),
        RequestField.Number("Mask blur", 0, r => r.MaskBlur, (r, v) => r with { MaskBlur = v }),
        new("Inpaint area", r => r.MaskPadding is null ? null : "Only masked", (r, _) => r),
        RequestField.Whole("Masked area padding", r => r.MaskPadding, (r, v) => r with { MaskPadding = v }),
        RequestField.Switch("Paste original", r => r.PasteOriginal, (r, v) => r with { PasteOriginal = v }),
        new("Outpaint", r => r.Outpaint is { } sides ? OutpaintText.Write(sides) : null, OutpaintText.Read),
        RequestField.Number("Denoising start", 0, r => r.DenoisingStart, (r, v) => r with { DenoisingStart = v }),
        RequestField.Number("Denoising end", 1, r => r.DenoisingEnd, (r, v) => r with { DenoisingEnd = v }),
    ];

    /// <summary>webui's setting "Random number generator source".</summary>
    private static string WriteNoise(GenerationRequest request) => request.NoiseSource == NoiseSource.Philox ? "NV" : "CPU";

    private static NoiseSource? ReadNoise(string text) => text switch
    {
        "NV" or "GPU" => NoiseSource.Philox, // which is what a GPU draws, emulated
        "CPU" => NoiseSource.TorchCpu,
        _ => null,
    };

    private static GenerationRequest? ReadSyntax(GenerationRequest request, string text) => text switch
    {
        WeightedSyntax => request with { PromptSyntax = PromptSyntax.Weighted },
        PlainSyntax => request with { PromptSyntax = PromptSyntax.Plain },
        _ => null,
    };
}
