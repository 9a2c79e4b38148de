namespace LatentDiffusion;

/// <summary>
/// Latent consistency models distilled from Stable Diffusion (Luo et al. 2023, https://arxiv.org/abs/2310.04378): the guidance scale is an input
/// of the U-Net, so there is one branch
/// (https://github.com/huggingface/diffusers/blob/v0.42.1/src/diffusers/pipelines/latent_consistency_models/pipeline_latent_consistency_text2img.py).
/// </summary>
internal sealed class LatentConsistencyFamily : UNetFamily
{
    private const string TimestepCondition = "timestep_cond";

    /// <inheritdoc/>
    public override string Name => "Latent consistency model";

    /// <inheritdoc/>
    public override IReadOnlyList<string> ClassNames =>
    [
        "LatentConsistencyModelPipeline", "LatentConsistencyModelImg2ImgPipeline",
        "ORTLatentConsistencyModelPipeline", "ORTLatentConsistencyModelImg2ImgPipeline",
    ];

    /// <inheritdoc/>
    protected override ModelDefaults Defaults => new(Steps: 4, GuidanceScale: 8.5);

    /// <inheritdoc/>
    protected override ScheduleLayout Schedule => new StrengthShapedSchedule();

    /// <inheritdoc/>
    protected override IPromptEncoder Prompts(ModelFolder folder, GraphSet graphs)
    {
        OnnxGraph unet = graphs["unet"];
        int size = unet.Inputs[unet.RequireInput(TimestepCondition)].Dimensions[^1];
        return new EmbeddedGuidance(ClipPrompts.Encoder(folder, graphs), size > 0 ? size : folder.Config("unet").Required<int>("time_cond_proj_dim"));
    }

    /// <inheritdoc/>
    protected override StartingPoint? Start(ModelFolder folder, GraphSet graphs, AutoencoderParts autoencoder, int extraChannels) =>
        extraChannels == 0 ? new TextOrImageStart() : null;

    /// <summary>The strength shapes the timesteps, of which all are run.</summary>
    private sealed class StrengthShapedSchedule : ScheduleLayout
    {
        protected override ScheduleRequest Request(GenerationPlan plan, LatentModel model) => base.Request(plan, model) with { Strength = plan.Strength };

        public override int Skipped(int steps, double strength) => 0;
    }

    private sealed class EmbeddedGuidance(TextEncoder encoder, int size) : ClipPrompts(encoder, HiddenStates)
    {
        public override IReadOnlyList<string> Inputs => [HiddenStates, TimestepCondition];

        protected override bool Guides(GenerationPlan plan) => false;

        protected override IReadOnlyList<ConditionTensor> Extra(GenerationPlan plan) =>
            [new ConditionTensor(TimestepCondition, Embed(plan.GuidanceScale - 1), [size])];

        /// <summary>Sines, then cosines, of geometric frequencies (diffusers' <c>get_guidance_scale_embedding</c>).</summary>
        private float[] Embed(float w)
        {
            float[] embedding = new float[size];
            int half = size / 2;
            for (int i = 0; i < half; i++)
            {
                double angle = 1000 * w * Math.Exp(-Math.Log(10000) / (half - 1) * i);
                (embedding[i], embedding[half + i]) = ((float)Math.Sin(angle), (float)Math.Cos(angle));
            }

            return embedding;
        }
    }
}
