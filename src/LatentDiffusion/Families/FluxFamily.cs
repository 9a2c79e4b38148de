using LatentDiffusion.Checkpoints;
using LatentDiffusion.Model;
using LatentDiffusion.ModelFolders;
using LatentDiffusion.Prompts;

namespace LatentDiffusion.Families;

/// <summary>
/// Flux.1 (Black Forest Labs 2024): schnell, and dev with its distilled guidance. CLIP gives the pooled state, T5 the hidden states
/// (https://github.com/huggingface/diffusers/blob/v0.42.1/src/diffusers/pipelines/flux/pipeline_flux.py).
/// </summary>
internal sealed class FluxFamily : TransformerFamily
{
    private const int DefaultLatentSize = 128; // FluxPipeline.default_sample_size
    private const int T5Tokens = 512;
    private const float TimestepDivisor = 1000;

    /// <inheritdoc/>
    public override string Name => "Flux";

    /// <inheritdoc/>
    public override IReadOnlyList<string> ClassNames =>
        [
            "FluxPipeline", "FluxImg2ImgPipeline", "FluxInpaintPipeline",
            "ORTFluxPipeline", "ORTFluxImg2ImgPipeline", "ORTFluxInpaintPipeline",
        ];

    /// <inheritdoc/>
    public override IReadOnlyList<string> RequiredGraphs => ["text_encoder", "text_encoder_2", Transformer, "vae_decoder"];

    /// <inheritdoc/>
    public override FamilyOptions Options => new FluxOptions();

    /// <inheritdoc/>
    protected override ModelDefaults Defaults =>
        new(Steps: 28, GuidanceScale: 3.5, Strength: 0.6, InpaintingStrength: 0.6) { GuidanceScaleFromImage = 7 };

    /// <inheritdoc/>
    protected override bool GivesSigmas => true;

    /// <inheritdoc/>
    protected override IPromptEncoder Prompts(ModelFolder folder, GraphSet graphs)
    {
        TextEncoder clip = new(graphs["text_encoder"], folder.ClipTokenizer("text_encoder", "tokenizer"));
        return new FluxPrompts(
            clip, T5Encoder.From(folder, graphs, "text_encoder_2", "tokenizer_2", T5Tokens),
            takesGuidance: graphs[Transformer].Inputs.ContainsKey(FluxPrompts.GuidanceInput));
    }

    /// <inheritdoc/>
    protected override StartingPoint? Start(int[] sample, AutoencoderParts autoencoder) =>
        sample is [_, _, var size] && (size < 0 || size == autoencoder.Channels * PackedLayout.PatchSize * PackedLayout.PatchSize)
            ? new TextOrImageStart(sizedByImage: false)
            : null;

    /// <inheritdoc/>
    protected override LatentScaling Scaling(ModelConfig config, int channels) => LatentScaling.WithShift(config);

    /// <inheritdoc/>
    protected override int PatchSize(ModelConfig config) => PackedLayout.PatchSize;

    /// <inheritdoc/>
    protected override int LatentSize(ModelConfig config) => DefaultLatentSize;

    /// <inheritdoc/>
    protected override Denoiser Adapt(Denoiser denoiser, ModelConfig config) =>
        denoiser with { Layout = new PackedLayout(), TimestepDivisor = TimestepDivisor };
}
