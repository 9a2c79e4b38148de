namespace LatentDiffusion;

/// <summary>
/// Stable Diffusion 1.x and 2.x and everything of their architecture: one CLIP text encoder, a U-Net with cross-attention, a KL autoencoder
/// (https://github.com/huggingface/diffusers/blob/v0.42.1/src/diffusers/pipelines/stable_diffusion/pipeline_stable_diffusion.py). With a U-Net
/// of 9 channels, its inpainting models.
/// </summary>
internal class StableDiffusionFamily : UNetFamily
{
    /// <inheritdoc/>
    public override string Name => "Stable Diffusion";

    /// <inheritdoc/>
    public override IReadOnlyList<string> ClassNames =>
    [
        "StableDiffusionPipeline", "StableDiffusionImg2ImgPipeline", "StableDiffusionInpaintPipeline", "StableDiffusionInpaintPipelineLegacy",
        "OnnxStableDiffusionPipeline", "OnnxStableDiffusionImg2ImgPipeline", "OnnxStableDiffusionInpaintPipeline",
        "ORTStableDiffusionPipeline", "ORTStableDiffusionImg2ImgPipeline", "ORTStableDiffusionInpaintPipeline",
    ];

    /// <inheritdoc/>
    protected override ModelDefaults Defaults => new(Steps: 50, GuidanceScale: 7.5);

    /// <inheritdoc/>
    protected override IPromptEncoder Prompts(ModelFolder folder, GraphSet graphs) =>
        EmbeddedGuidance.Of(new ClipPrompts(ClipPrompts.Encoder(folder, graphs), HiddenStates), folder, graphs["unet"]);

    /// <inheritdoc/>
    protected override StartingPoint? Start(ModelFolder folder, GraphSet graphs, AutoencoderParts autoencoder, int extraChannels) =>
        extraChannels == 0 ? new TextOrImageStart() : extraChannels == 1 + autoencoder.Channels ? new InpaintingStart() : null;
}
