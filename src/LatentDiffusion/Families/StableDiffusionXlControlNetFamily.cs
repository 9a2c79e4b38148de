using LatentDiffusion.Model;

namespace LatentDiffusion.Families;

/// <summary>
/// Stable Diffusion XL with one or more ControlNets
/// (https://github.com/huggingface/diffusers/blob/v0.42.1/src/diffusers/pipelines/controlnet/pipeline_controlnet_sd_xl.py).
/// </summary>
internal sealed class StableDiffusionXlControlNetFamily : StableDiffusionXlFamily
{
    /// <inheritdoc/>
    public override string Name => "Stable Diffusion XL with ControlNet";

    /// <inheritdoc/>
    public override IReadOnlyList<string> ClassNames =>
        ["StableDiffusionXLControlNetPipeline", "StableDiffusionXLControlNetImg2ImgPipeline", "StableDiffusionXLControlNetInpaintPipeline"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> RequiredGraphs => [.. base.RequiredGraphs, "controlnet"];

    /// <inheritdoc/>
    protected override ModelDefaults Defaults => base.Defaults with { Strength = 0.8, ControlScaleWithMask = 1 };

    /// <summary>diffusers decodes without those means too (pipeline_controlnet_inpaint_sd_xl.py).</summary>
    protected override AutoencoderParts Inpainting(AutoencoderParts autoencoder) =>
        base.Inpainting(autoencoder) with { Decoder = autoencoder.Decoder.WithPlainScaling() };
}
