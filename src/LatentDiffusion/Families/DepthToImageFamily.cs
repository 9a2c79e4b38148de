using LatentDiffusion.Model;
using LatentDiffusion.ModelFolders;
using LatentDiffusion.Prompts;

namespace LatentDiffusion.Families;

/// <summary>
/// Stable Diffusion 2's depth to image: keeps the depth of a picture while it draws it anew
/// (https://github.com/huggingface/diffusers/blob/v0.42.1/src/diffusers/pipelines/stable_diffusion/pipeline_stable_diffusion_depth2img.py).
/// </summary>
internal sealed class DepthToImageFamily : UNetFamily
{
    /// <inheritdoc/>
    public override string Name => "Stable Diffusion depth to image";

    /// <inheritdoc/>
    public override IReadOnlyList<string> ClassNames => ["StableDiffusionDepth2ImgPipeline"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> RequiredGraphs => [.. base.RequiredGraphs, "vae_encoder", "depth_estimator"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> OptionalGraphs => [];

    /// <inheritdoc/>
    public override FamilyOptions Options => new DepthToImageOptions();

    /// <inheritdoc/>
    protected override ModelDefaults Defaults => new(Steps: 50, GuidanceScale: 7.5);

    /// <inheritdoc/>
    protected override IPromptEncoder Prompts(ModelFolder folder, GraphSet graphs) =>
        new ClipPrompts(ClipPrompts.Encoder(folder, graphs), HiddenStates);

    /// <inheritdoc/>
    protected override StartingPoint? Start(ModelFolder folder, GraphSet graphs, AutoencoderParts autoencoder, int extraChannels) =>
        extraChannels == 1 ? new DepthStart(DepthEstimator.From(folder, graphs)) : null;
}
