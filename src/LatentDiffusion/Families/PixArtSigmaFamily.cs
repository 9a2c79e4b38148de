using LatentDiffusion.Checkpoints;
using LatentDiffusion.Model;
using LatentDiffusion.ModelFolders;
using LatentDiffusion.Prompts;
using LatentDiffusion.Runtime;
using LatentDiffusion.Tokenizers;

namespace LatentDiffusion.Families;

/// <summary>
/// PixArt-Sigma (Chen et al. 2024, https://arxiv.org/abs/2403.04692): T5 and a diffusion transformer
/// (https://github.com/huggingface/diffusers/blob/v0.42.1/src/diffusers/pipelines/pixart_alpha/pipeline_pixart_sigma.py).
/// </summary>
internal class PixArtSigmaFamily : TransformerFamily
{
    /// <summary>Of PixArtTransformer2DModel, where the configuration is silent.</summary>
    private const int DefaultLatentSize = 128, DefaultPatchSize = 2, DefaultInputs = 4, DefaultOutputs = 8;

    private const int MaxChannels = 1 << 16;

    private const int BinFactor = 8;

    /// <inheritdoc/>
    public override string Name => "PixArt-Sigma";

    /// <inheritdoc/>
    public override IReadOnlyList<string> ClassNames => ["PixArtSigmaPipeline"];

    /// <inheritdoc/>
    public sealed override IReadOnlyList<string> RequiredGraphs => ["text_encoder", Transformer, "vae_decoder"];

    /// <summary>Tokens of a prompt where a request is silent.</summary>
    protected virtual int PromptTokens => 300;

    /// <inheritdoc/>
    public override FamilyOptions Options => new PixArtOptions();

    /// <inheritdoc/>
    protected override ModelDefaults Defaults => new(Steps: 20, GuidanceScale: 4.5);

    /// <inheritdoc/>
    protected sealed override IPromptEncoder Prompts(ModelFolder folder, GraphSet graphs)
    {
        TextEncoder encoder = new(graphs["text_encoder"], folder.Tokenizer("tokenizer", T5Tokenizer.Load), PromptTokens);
        encoder.Require("last_hidden_state");
        return Prompts(encoder, graphs[Transformer]);
    }

    /// <summary>What the transformer is conditioned on.</summary>
    protected virtual IPromptEncoder Prompts(TextEncoder encoder, OnnxGraph transformer) => new MaskedPrompts(encoder, PromptTokens);

    /// <inheritdoc/>
    protected override StartingPoint Start(int[] sample, AutoencoderParts autoencoder) => new TextOrImageStart();

    /// <inheritdoc/>
    protected override ScheduleLayout Schedule(ModelConfig config) => new();

    /// <inheritdoc/>
    protected override Denoiser Adapt(Denoiser denoiser, ModelConfig config) =>
        (config.Whole("out_channels", 1, MaxChannels) ?? DefaultOutputs)
            == 2 * (config.Whole("in_channels", 1, MaxChannels) ?? DefaultInputs)
            ? denoiser with { Layout = new LearnedVarianceLayout() } : denoiser;

    /// <inheritdoc/>
    protected override int PatchSize(ModelConfig config) => config.Whole("patch_size", 1, MaxPatchSize) ?? DefaultPatchSize;

    /// <inheritdoc/>
    protected override int LatentSize(ModelConfig config) => config.Whole("sample_size", 1, MaxLatentSize) ?? DefaultLatentSize;

    /// <summary>The largest size for which there is a table.</summary>
    protected virtual int LargestBins => 2048;

    /// <summary>diffusers chooses the table by the size of the latents alone.</summary>
    protected override ResolutionBins? Bins(ModelConfig config) =>
        ResolutionBins.Of(LatentSize(config) * BinFactor, most: LargestBins);
}
