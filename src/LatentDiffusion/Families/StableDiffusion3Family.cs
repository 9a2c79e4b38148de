using LatentDiffusion.Checkpoints;
using LatentDiffusion.Model;
using LatentDiffusion.ModelFolders;
using LatentDiffusion.Prompts;

namespace LatentDiffusion.Families;

/// <summary>
/// Stable Diffusion 3 and 3.5 (Esser et al. 2024, https://arxiv.org/abs/2403.03206): two CLIP encoders and T5, which may be left out
/// (https://github.com/huggingface/diffusers/blob/v0.42.1/src/diffusers/pipelines/stable_diffusion_3/pipeline_stable_diffusion_3.py).
/// </summary>
internal sealed class StableDiffusion3Family : TransformerFamily
{
    private const string T5 = "text_encoder_3";

    /// <summary>Of the released models, which diffusers takes where the configuration is silent.</summary>
    private const int DefaultLatentSize = 128, DefaultPatchSize = 2, DefaultPromptSize = 4096, MaxPromptSize = 1 << 16;

    private const int T5Tokens = 256;

    /// <inheritdoc/>
    public override string Name => "Stable Diffusion 3";

    /// <inheritdoc/>
    public override IReadOnlyList<string> ClassNames =>
    [
        "StableDiffusion3Pipeline", "StableDiffusion3Img2ImgPipeline", "StableDiffusion3InpaintPipeline",
        "ORTStableDiffusion3Pipeline", "ORTStableDiffusion3Img2ImgPipeline", "ORTStableDiffusion3InpaintPipeline",
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<string> RequiredGraphs => ["text_encoder", "text_encoder_2", Transformer, "vae_decoder"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> OptionalGraphs => [T5, .. base.OptionalGraphs];

    /// <summary>T5 is done without where <c>model_index.json</c> has <c>[null, null]</c> for it, as diffusers writes it.</summary>
    public override IReadOnlyList<string> RequiredGraphsOf(ModelFolder folder) =>
        folder.Index.ComponentClass(T5) is null ? RequiredGraphs : [.. RequiredGraphs, T5];

    /// <inheritdoc/>
    public override FamilyOptions Options => new StableDiffusion3Options();

    /// <inheritdoc/>
    protected override ModelDefaults Defaults =>
        new(Steps: 28, GuidanceScale: 7, Strength: 0.6, InpaintingStrength: 0.6) { StepsFromImage = 50 };

    /// <inheritdoc/>
    protected override IPromptEncoder Prompts(ModelFolder folder, GraphSet graphs) => new StableDiffusion3Prompts(
        HiddenStateEncoder.From(folder, graphs, "text_encoder", "tokenizer", pooled: "text_embeds"),
        HiddenStateEncoder.From(folder, graphs, "text_encoder_2", "tokenizer_2", pooled: "text_embeds"),
        graphs.Find(T5) is null ? null : T5Encoder.From(folder, graphs, T5, "tokenizer_3", T5Tokens),
        folder.Config(Transformer).Whole("joint_attention_dim", 1, MaxPromptSize) ?? DefaultPromptSize,
        T5Tokens);

    /// <inheritdoc/>
    protected override StartingPoint? Start(int[] sample, AutoencoderParts autoencoder) => sample is [_, > 0 and var channels, _, _]
        ? (channels - autoencoder.Channels) switch
        {
            0 => new TextOrImageStart(sizedByImage: false),
            var extra when extra == 1 + autoencoder.Channels => new InpaintingStart(),
            _ => null,
        }
        : new TextOrImageStart(sizedByImage: false);

    /// <inheritdoc/>
    protected override LatentScaling Scaling(ModelConfig config, int channels) => LatentScaling.WithShift(config);

    /// <inheritdoc/>
    protected override int PatchSize(ModelConfig config) => config.Whole("patch_size", 1, MaxPatchSize) ?? DefaultPatchSize;

    /// <inheritdoc/>
    protected override int LatentSize(ModelConfig config) => config.Whole("sample_size", 1, MaxLatentSize) ?? DefaultLatentSize;

    /// <inheritdoc/>
    protected override int? MaxPatches(ModelConfig config) => config.Whole("pos_embed_max_size", 1, MaxLatentSize);

    /// <summary>
    /// diffusers' inpainting leaves the shift out when it decodes (pipeline_stable_diffusion_3_inpaint.py), which changes colours a little.
    /// </summary>
    protected override AutoencoderParts Inpainting(AutoencoderParts autoencoder) =>
        autoencoder with { Decoder = autoencoder.Decoder.WithPlainScaling() };
}
