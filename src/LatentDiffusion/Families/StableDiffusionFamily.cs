using System.Globalization;
using LatentDiffusion.Checkpoints;
using LatentDiffusion.Model;
using LatentDiffusion.ModelFolders;
using LatentDiffusion.Prompts;

namespace LatentDiffusion.Families;

/// <summary>
/// Stable Diffusion 1.x and 2.x and everything of their architecture: one CLIP text encoder, a U-Net with cross-attention, a KL autoencoder
/// (https://github.com/huggingface/diffusers/blob/v0.42.1/src/diffusers/pipelines/stable_diffusion/pipeline_stable_diffusion.py). With a
/// U-Net of 9 channels, its inpainting models.
/// </summary>
internal class StableDiffusionFamily : UNetFamily
{
    /// <inheritdoc/>
    public override string Name => "Stable Diffusion";

    /// <inheritdoc/>
    public override IReadOnlyList<string> ClassNames =>
    [
        "StableDiffusionPipeline", "StableDiffusionImg2ImgPipeline", "StableDiffusionInpaintPipeline",
        "StableDiffusionInpaintPipelineLegacy",
        "OnnxStableDiffusionPipeline", "OnnxStableDiffusionImg2ImgPipeline", "OnnxStableDiffusionInpaintPipeline",
        "ORTStableDiffusionPipeline", "ORTStableDiffusionImg2ImgPipeline", "ORTStableDiffusionInpaintPipeline",
    ];

    /// <inheritdoc/>
    public override FamilyOptions Options => new StableDiffusionOptions();

    /// <inheritdoc/>
    protected override ModelDefaults Defaults => new(Steps: 50, GuidanceScale: 7.5);

    /// <inheritdoc/>
    protected override LatentScaling? UnstatedScaling => new(0.18215f); // of diffusers' pipeline_onnx_stable_diffusion.py

    /// <summary>Whether diffusers sets right what configurations before its version 0.9 say of the scheduler and the size.</summary>
    protected virtual bool MendsConfigurations => true;

    /// <inheritdoc/>
    protected override IPromptEncoder Prompts(ModelFolder folder, GraphSet graphs) =>
        EmbeddedGuidance.Of(new ClipPrompts(ClipPrompts.Encoder(folder, graphs), HiddenStates), folder, graphs["unet"]);

    /// <inheritdoc/>
    protected override StartingPoint? Start(ModelFolder folder, GraphSet graphs, AutoencoderParts autoencoder, int extraChannels) =>
        extraChannels == 0 ? new TextOrImageStart() : extraChannels == 1 + autoencoder.Channels ? new InpaintingStart() : null;

    /// <inheritdoc/>
    protected override (Scheduler Scheduler, SchedulerOptions Options) Scheduler(ModelFolder folder) =>
        MendsConfigurations ? OutdatedScheduler.Mended(folder.Scheduler()) : folder.Scheduler();

    /// <inheritdoc/>
    protected override Scheduler? InpaintingScheduler(ModelFolder folder) =>
        MendsConfigurations ? OutdatedScheduler.MendedForInpainting(folder.Scheduler().Scheduler) : null;

    /// <summary>The first models said 32 where 64 was meant.</summary>
    protected override int LatentSize(ModelConfig unet, int stated)
    {
        string[] version = unet.Optional<string>("_diffusers_version")?.Split('.') ?? [];
        bool isOld = version is ["0", var minor, ..] && int.TryParse(minor, CultureInfo.InvariantCulture, out int number) && number < 9;
        return MendsConfigurations && isOld ? Math.Max(stated, DefaultLatentSize) : stated;
    }
}
