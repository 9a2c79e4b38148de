namespace LatentDiffusion.Families;

/// <summary>
/// Stable Diffusion 1.x and 2.x with one or more ControlNets
/// (https://github.com/huggingface/diffusers/blob/v0.42.1/src/diffusers/pipelines/controlnet/pipeline_controlnet.py).
/// </summary>
internal sealed class StableDiffusionControlNetFamily : StableDiffusionFamily
{
    /// <inheritdoc/>
    public override string Name => "Stable Diffusion with ControlNet";

    /// <inheritdoc/>
    public override IReadOnlyList<string> ClassNames =>
        ["StableDiffusionControlNetPipeline", "StableDiffusionControlNetImg2ImgPipeline", "StableDiffusionControlNetInpaintPipeline"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> RequiredGraphs => [.. base.RequiredGraphs, "controlnet"];

    /// <inheritdoc/>
    protected override bool MendsConfigurations => false;
}
