using LatentDiffusion.Checkpoints;
using LatentDiffusion.Model;
using LatentDiffusion.ModelFolders;
using LatentDiffusion.Prompts;

namespace LatentDiffusion.Families;

/// <summary>
/// Stable Diffusion XL (Podell et al. 2023, https://arxiv.org/abs/2307.01952): base, refiner, turbo, inpainting
/// (https://github.com/huggingface/diffusers/blob/v0.42.1/src/diffusers/pipelines/stable_diffusion_xl/pipeline_stable_diffusion_xl.py).
/// </summary>
internal class StableDiffusionXlFamily : UNetFamily
{
    /// <inheritdoc/>
    public override string Name => "Stable Diffusion XL";

    /// <inheritdoc/>
    public override IReadOnlyList<string> ClassNames =>
    [
        "StableDiffusionXLPipeline", "StableDiffusionXLImg2ImgPipeline", "StableDiffusionXLInpaintPipeline",
        "ORTStableDiffusionXLPipeline", "ORTStableDiffusionXLImg2ImgPipeline", "ORTStableDiffusionXLInpaintPipeline",
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<string> RequiredGraphs => ["text_encoder_2", "unet", "vae_decoder"];

    /// <summary>The refiner has no first text encoder.</summary>
    public override IReadOnlyList<string> OptionalGraphs => ["text_encoder", "vae_encoder"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> RequiredGraphsOf(ModelFolder folder) =>
        folder.Index.ComponentClass("text_encoder") is null
            ? base.RequiredGraphsOf(folder)
            : ["text_encoder", .. base.RequiredGraphsOf(folder)];

    /// <inheritdoc/>
    protected override bool UpcastsAutoencoder => true;

    /// <inheritdoc/>
    public override FamilyOptions Options => new SdxlOptions();

    /// <inheritdoc/>
    protected override ModelDefaults Defaults => new(Steps: 50, GuidanceScale: 5, Strength: 0.3, InpaintingStrength: 0.9999);

    /// <inheritdoc/>
    protected override IPromptEncoder Prompts(ModelFolder folder, GraphSet graphs)
    {
        List<HiddenStateEncoder> encoders = [];
        if (graphs.Find("text_encoder") is not null)
            encoders.Add(HiddenStateEncoder.From(folder, graphs, "text_encoder", "tokenizer", pooled: null));
        encoders.Add(HiddenStateEncoder.From(folder, graphs, "text_encoder_2", "tokenizer_2", pooled: "text_embeds"));
        StableDiffusionXlPrompts prompts = new(encoders, HiddenStates)
        {
            ZerosForNoNegative = folder.Index.Optional<bool?>("force_zeros_for_empty_prompt") ?? true,
            RatesAesthetics = folder.Index.Optional<bool?>("requires_aesthetics_score") ?? false,
        };
        return EmbeddedGuidance.Of(prompts, folder, graphs["unet"]);
    }

    /// <summary>Playground 2.5 and its like have a mean and a deviation for each channel.</summary>
    protected override LatentScaling Scaling(ModelConfig config, int channels) => LatentScaling.WithMeans(config, channels);

    /// <summary>
    /// diffusers' inpainting encodes without those means (pipeline_stable_diffusion_xl_inpaint.py,
    /// <c>_encode_vae_image</c>), and decodes with them.
    /// </summary>
    protected override AutoencoderParts Inpainting(AutoencoderParts autoencoder) =>
        autoencoder with { Encoder = autoencoder.Encoder?.WithPlainScaling() };

    /// <inheritdoc/>
    protected override StartingPoint? Start(ModelFolder folder, GraphSet graphs, AutoencoderParts autoencoder, int extraChannels) =>
        extraChannels == 0 ? new TextOrImageStart() : extraChannels == 1 + autoencoder.Channels ? new InpaintingStart() : null;
}
