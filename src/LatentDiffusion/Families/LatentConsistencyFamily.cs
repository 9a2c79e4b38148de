using LatentDiffusion.Model;
using LatentDiffusion.ModelFolders;
using LatentDiffusion.Prompts;
using LatentDiffusion.Requests;

namespace LatentDiffusion.Families;

/// <summary>
/// Latent consistency models distilled from Stable Diffusion (Luo et al. 2023, https://arxiv.org/abs/2310.04378): the guidance scale is an
/// input of the U-Net, so there is one branch
/// (https://github.com/huggingface/diffusers/blob/v0.42.1/src/diffusers/pipelines/latent_consistency_models/pipeline_latent_consistency_text2img.py).
/// </summary>
internal sealed class LatentConsistencyFamily : UNetFamily
{
    /// <inheritdoc/>
    public override string Name => "Latent consistency model";

    /// <inheritdoc/>
    public override IReadOnlyList<string> ClassNames =>
    [
        "LatentConsistencyModelPipeline", "LatentConsistencyModelImg2ImgPipeline",
        "ORTLatentConsistencyModelPipeline", "ORTLatentConsistencyModelImg2ImgPipeline",
    ];

    /// <inheritdoc/>
    public override FamilyOptions Options => new StableDiffusionOptions();

    /// <inheritdoc/>
    protected override ModelDefaults Defaults => new(Steps: 4, GuidanceScale: 8.5);

    /// <inheritdoc/>
    protected override ScheduleLayout Schedule => new StrengthShapedSchedule();

    /// <inheritdoc/>
    protected override IPromptEncoder Prompts(ModelFolder folder, GraphSet graphs)
    {
        graphs["unet"].RequireInput(EmbeddedGuidance.Input);
        return EmbeddedGuidance.Of(new ClipPrompts(ClipPrompts.Encoder(folder, graphs), HiddenStates), folder, graphs["unet"]);
    }

    /// <inheritdoc/>
    protected override StartingPoint? Start(ModelFolder folder, GraphSet graphs, AutoencoderParts autoencoder, int extraChannels) =>
        extraChannels == 0 ? new TextOrImageStart() : null;

    /// <summary>
    /// The strength shapes the timesteps, of which all are run. Given ones it cuts here, so that the run knows its last one: diffusers'
    /// scheduler puts noise on that, but its pipeline takes the sample from before.
    /// </summary>
    private sealed class StrengthShapedSchedule : ScheduleLayout
    {
        protected override ScheduleRequest Request(GenerationPlan plan, LatentModel model) =>
            plan.Request.Schedule.Timesteps is { } given
                ? base.Request(plan, model) with { Timesteps = [.. given.Skip(base.Skipped(given.Count, plan.Strength))] }
                : base.Request(plan, model) with { Strength = plan.Strength };

        public override int Skipped(int steps, double strength) => 0;
    }
}
