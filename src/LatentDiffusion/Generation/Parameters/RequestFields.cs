namespace LatentDiffusion.Generation;

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
        RequestField.Number("Eta", 0, r => r.Schedule.Eta, (r, v) => r with { Schedule = r.Schedule with { Eta = v } }),
        RequestField.Numbers(
            "Timesteps", r => r.Schedule.Timesteps, (r, v) => r with { Steps = null, Schedule = r.Schedule with { Timesteps = v } }),
        RequestField.Numbers(
            "Sigmas", r => r.Schedule.Sigmas, (r, v) => r with { Steps = null, Schedule = r.Schedule with { Sigmas = v } }),
        RequestField.Number("Denoising start", 0, r => r.Schedule.Start, (r, v) => r with { Schedule = r.Schedule with { Start = v } }),
        RequestField.Number(
            ParameterWriter.DenoisingEnd, 1, r => r.Schedule.End, (r, v) => r with { Schedule = r.Schedule with { End = v } }),
        RequestField.Number("CFG rescale", 0, r => r.GuidanceRescale, (r, v) => r with { GuidanceRescale = v }),
        RequestField.Number("Mask blur", 0, r => r.Inpainting?.Blur ?? 0, (r, v) => Inpaint(r, i => i with { Blur = v })),
        new("Inpaint area", r => r.Inpainting?.Padding is null ? null : "Only masked", (r, _) => r),
        RequestField.Whole("Masked area padding", r => r.Inpainting?.Padding, (r, v) => Inpaint(r, i => i with { Padding = v })),
        RequestField.Switch(
            "Paste original", r => r.Inpainting?.PasteOriginal == true, (r, v) => Inpaint(r, i => i with { PasteOriginal = v })),
        new(
            "Outpaint", r => r.Inpainting?.Outpaint is { } sides ? OutpaintText.Write(sides) : null,
            (r, text) => OutpaintText.Read(text) is { } sides ? Inpaint(r, i => i with { Outpaint = sides }) : null),
        .. FamilyFields.All,
    ];

    private static GenerationRequest Inpaint(GenerationRequest request, Func<Inpainting, Inpainting> change) =>
        request with { Inpainting = change(request.Inpainting ?? new Inpainting()) };

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
