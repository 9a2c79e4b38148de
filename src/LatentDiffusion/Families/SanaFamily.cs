using LatentDiffusion.Checkpoints;
using LatentDiffusion.Model;
using LatentDiffusion.ModelFolders;
using LatentDiffusion.Prompts;
using LatentDiffusion.Tokenizers;

namespace LatentDiffusion.Families;

/// <summary>
/// Sana (Xie et al. 2024, https://arxiv.org/abs/2410.10629): Gemma, a transformer with linear attention, an autoencoder that shrinks 32
/// times (https://github.com/huggingface/diffusers/blob/v0.42.1/src/diffusers/pipelines/sana/pipeline_sana.py).
/// </summary>
internal sealed class SanaFamily : TransformerFamily
{
    /// <summary>Of SanaTransformer2DModel, where the configuration is silent.</summary>
    private const int DefaultLatentSize = 32, DefaultPatchSize = 1;

    private const int PromptTokens = 300;

    private const int BinFactor = 32, SmallestBins = 512;

    /// <inheritdoc/>
    public override string Name => "Sana";

    /// <inheritdoc/>
    public override IReadOnlyList<string> ClassNames => ["SanaPipeline", "ORTSanaPipeline"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> RequiredGraphs => ["text_encoder", Transformer, "vae_decoder"];

    /// <inheritdoc/>
    public override FamilyOptions Options => new SanaOptions();

    /// <inheritdoc/>
    protected override ModelDefaults Defaults => new(Steps: 20, GuidanceScale: 4.5);

    /// <inheritdoc/>
    protected override IPromptEncoder Prompts(ModelFolder folder, GraphSet graphs)
    {
        GemmaTokenizer tokenizer = folder.Tokenizer("tokenizer", GemmaTokenizer.Load);
        TextEncoder encoder = new(graphs["text_encoder"], tokenizer, PromptTokens);
        encoder.Require("last_hidden_state");
        return new SanaPrompts(encoder, tokenizer, PromptTokens);
    }

    /// <inheritdoc/>
    protected override StartingPoint Start(int[] sample, AutoencoderParts autoencoder) => new TextOrImageStart();

    /// <inheritdoc/>
    protected override ScheduleLayout Schedule(ModelConfig config) => new();

    /// <inheritdoc/>
    protected override Denoiser Adapt(Denoiser denoiser, ModelConfig config) =>
        denoiser with { TimestepDivisor = TimestepDivisor(config) };

    /// <inheritdoc/>
    protected override int PatchSize(ModelConfig config) => config.Whole("patch_size", 1, MaxPatchSize) ?? DefaultPatchSize;

    /// <inheritdoc/>
    protected override int LatentSize(ModelConfig config) => config.Whole("sample_size", 1, MaxLatentSize) ?? DefaultLatentSize;

    private static float TimestepDivisor(ModelConfig config)
    {
        float divisor = (float)(1 / (config.Optional<double?>("timestep_scale") ?? 1));
        return divisor != 0 && float.IsFinite(divisor)
            ? divisor
            : throw new ModelFormatException($"{config.Path}: 'timestep_scale' must be a number that timesteps can be scaled by.");
    }

    /// <summary>diffusers chooses the table by the size of the latents alone.</summary>
    protected override ResolutionBins? Bins(ModelConfig config) =>
        ResolutionBins.Of(LatentSize(config) * BinFactor, least: SmallestBins);
}
