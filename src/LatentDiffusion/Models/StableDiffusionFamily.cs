namespace LatentDiffusion;

/// <summary>
/// Stable Diffusion 1.x and 2.x and everything of their architecture: one CLIP text encoder, a U-Net with cross-attention, a KL autoencoder
/// (https://github.com/huggingface/diffusers/blob/v0.42.1/src/diffusers/pipelines/stable_diffusion/pipeline_stable_diffusion.py).
/// </summary>
internal sealed class StableDiffusionFamily : ModelFamily
{
    /// <inheritdoc/>
    public override string Name => "Stable Diffusion";

    /// <inheritdoc/>
    public override IReadOnlyList<string> ClassNames =>
    [
        "StableDiffusionPipeline", "StableDiffusionImg2ImgPipeline",
        "OnnxStableDiffusionPipeline", "OnnxStableDiffusionImg2ImgPipeline",
        "ORTStableDiffusionPipeline", "ORTStableDiffusionImg2ImgPipeline",
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<string> RequiredGraphs => ["text_encoder", "unet", "vae_decoder"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> OptionalGraphs => ["vae_encoder"];

    /// <inheritdoc/>
    public override LatentModel Assemble(ModelFolder folder, GraphSet graphs)
    {
        ModelConfig unetConfig = folder.Config("unet"), vaeConfig = folder.Config("vae_decoder");
        int channels = vaeConfig.Optional<int?>("latent_channels") ?? 4;
        int factor = 1 << (vaeConfig.Count("block_out_channels", fallback: 4) - 1);
        LatentScaling scaling = LatentScaling.From(vaeConfig);
        OnnxGraph unet = graphs["unet"];
        ClipTextEncoder text = new(graphs["text_encoder"], ClipTokenizer.Load(folder.Component("tokenizer")));
        Denoiser denoiser = new(
            unet, unet.RequireInput("sample"), unet.RequireInput("timestep"), unet.RequireOutput("out_sample", "sample"));
        string hidden = unet.RequireInput("encoder_hidden_states");
        unet.RequireNoOtherInputs(denoiser.SampleInput, denoiser.TimestepInput, hidden);
        if (!unet.Inputs[denoiser.SampleInput].FitsAt(1, channels))
            throw new ModelFormatException($"{unet.Path}: '{denoiser.SampleInput}' is declared as {unet.Inputs[denoiser.SampleInput]}, but the autoencoder has {channels} latent channels.");
        var (scheduler, options) = folder.Scheduler();
        return new LatentModel
        {
            Prompts = new ClipPrompts(text, hidden),
            Denoiser = denoiser,
            Encoder = graphs.Find("vae_encoder") is { } encoder ? new VaeEncoder(encoder, scaling) : null,
            Decoder = new VaeDecoder(graphs["vae_decoder"], scaling, factor),
            Scheduler = scheduler,
            SchedulerOptions = options,
            DefaultSteps = 50,
            DefaultGuidanceScale = 7.5,
            DefaultSize = (unetConfig.Optional<int?>("sample_size") ?? 64) * factor,
            LatentChannels = channels,
        };
    }

    private sealed class ClipPrompts(ClipTextEncoder encoder, string input) : IPromptEncoder
    {
        public Conditioning Encode(GenerationPlan plan, CancellationToken cancellationToken)
        {
            List<string> warnings = [];
            List<IReadOnlyList<ConditionTensor>> branches = [];
            if (plan.Guided) branches.Add(Branch("negative prompt", plan.Request.NegativePrompt));
            branches.Add(Branch("prompt", plan.Request.Prompt));
            return new Conditioning(branches, warnings);

            IReadOnlyList<ConditionTensor> Branch(string name, string prompt)
            {
                ClipTextEncoder.Encoding encoding = encoder.Encode(prompt, cancellationToken);
                if (encoding.Dropped is { } end) warnings.Add($"The {name} is too long for the text encoder; this end of it was left out: '{end}'.");
                return [new ConditionTensor(input, encoding.HiddenState, encoding.Shape)];
            }
        }
    }
}
