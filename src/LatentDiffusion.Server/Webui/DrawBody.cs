using System.Text.Json;

namespace LatentDiffusion.Server;

/// <summary>
/// The body of <c>txt2img</c> and <c>img2img</c>, as stable-diffusion-webui names its fields
/// (https://github.com/AUTOMATIC1111/stable-diffusion-webui/blob/v1.10.0/modules/processing.py).
/// </summary>
internal sealed record DrawBody
{
    public string? Prompt { get; init; }

    public string? NegativePrompt { get; init; }

    public long? Seed { get; init; }

    public double? SubseedStrength { get; init; }

    public int? Steps { get; init; }

    public double? CfgScale { get; init; }

    public int? Width { get; init; }

    public int? Height { get; init; }

    public string? SamplerName { get; init; }

    public string? SamplerIndex { get; init; }

    /// <summary>The name of the sampler, by whichever of its two fields states it.</summary>
    public string? Sampler => string.IsNullOrEmpty(SamplerName) ? SamplerIndex : SamplerName;

    public string? Scheduler { get; init; }

    public int? BatchSize { get; init; }

    public int? NIter { get; init; }

    public int? ClipSkip { get; init; }

    public bool? Tiling { get; init; }

    public double? Eta { get; init; }

    public bool? SendImages { get; init; }

    public JsonElement OverrideSettings { get; init; }

    public JsonElement AlwaysonScripts { get; init; }

    public bool? EnableHr { get; init; }

    public double? HrScale { get; init; }

    public string? HrUpscaler { get; init; }

    public int? HrSecondPassSteps { get; init; }

    public int? HrResizeX { get; init; }

    public int? HrResizeY { get; init; }

    public double? DenoisingStrength { get; init; }

    public IReadOnlyList<string?>? InitImages { get; init; }

    public string? Mask { get; init; }

    public double? MaskBlur { get; init; }

    public double? MaskBlurX { get; init; }

    public double? MaskBlurY { get; init; }

    public bool? InpaintFullRes { get; init; }

    public int? InpaintFullResPadding { get; init; }

    public bool? InpaintingMaskInvert { get; init; }

    public int? ResizeMode { get; init; }
}
