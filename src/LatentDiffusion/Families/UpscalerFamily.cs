using LatentDiffusion.Checkpoints;
using LatentDiffusion.Model;
using LatentDiffusion.ModelFolders;
using LatentDiffusion.Prompts;
using LatentDiffusion.Requests;
using LatentDiffusion.Scheduling;

namespace LatentDiffusion.Families;

/// <summary>
/// The x4 upscaler of Stable Diffusion 2: enlarges a picture, guided by a prompt; the noise level of the small picture is a class label
/// (https://github.com/huggingface/diffusers/blob/v0.42.1/src/diffusers/pipelines/stable_diffusion/pipeline_stable_diffusion_upscale.py).
/// </summary>
internal sealed class UpscalerFamily : UNetFamily
{
    private const string ClassLabels = "class_labels";
    private const int PixelChannels = 3, DefaultMaxNoiseLevel = 350, MaxNoiseLevel = 1 << 20;

    /// <inheritdoc/>
    public override string Name => "Stable Diffusion upscaler";

    /// <inheritdoc/>
    public override IReadOnlyList<string> ClassNames => ["StableDiffusionUpscalePipeline", "OnnxStableDiffusionUpscalePipeline"];

    /// <inheritdoc/>
    protected override bool UpcastsAutoencoder => true;

    /// <inheritdoc/>
    public override FamilyOptions Options => new UpscalerOptions();

    /// <inheritdoc/>
    protected override ModelDefaults Defaults => new(Steps: 75, GuidanceScale: 9);

    /// <summary>diffusers puts this number in place of what the configuration says.</summary>
    protected override LatentScaling Scaling(ModelConfig config, int channels) => UnstatedScaling;

    /// <inheritdoc/>
    protected override LatentScaling UnstatedScaling => new(Factor: 0.08333f);

    /// <inheritdoc/>
    protected override IPromptEncoder Prompts(ModelFolder folder, GraphSet graphs) =>
        new LabelledPrompts(
            ClipPrompts.Encoder(folder, graphs), folder.Index.Whole("max_noise_level", 0, MaxNoiseLevel) ?? DefaultMaxNoiseLevel);

    /// <inheritdoc/>
    protected override StartingPoint? Start(ModelFolder folder, GraphSet graphs, AutoencoderParts autoencoder, int extraChannels) =>
        extraChannels == PixelChannels
            ? new UpscalingStart(folder.Scheduler("low_res_scheduler").Over(DdpmRun.Kind.Defaults), autoencoder.Decoder.Factor)
            : null;

    private sealed class LabelledPrompts(TextEncoder encoder, int maxNoiseLevel) : ClipPrompts(encoder, HiddenStates)
    {
        public override IReadOnlyList<string> Inputs => [HiddenStates, ClassLabels];

        protected override IReadOnlyList<ConditionTensor> Extra(GenerationPlan plan)
        {
            int level = plan.Request.OptionsOf<UpscalerOptions>().NoiseLevel;
            if (level < 0 || level > maxNoiseLevel)
                throw new ArgumentException(
                    $"Options.NoiseLevel is {level}; it must be from 0 to {maxNoiseLevel}, the model's max_noise_level.", "request");
            return [new ConditionTensor(ClassLabels, [level], [])];
        }
    }
}
