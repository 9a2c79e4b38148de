namespace LatentDiffusion;

/// <summary>What to draw. Immutable; change a copy with <c>with</c>.</summary>
/// <param name="Prompt">
/// What the picture should show; may be empty. With <see cref="PipelineOptions.LoraFolder"/> it can name adapters:
/// <c>&lt;lora:style:0.8&gt;</c>.
/// </param>
public sealed record GenerationRequest(string Prompt)
{
    /// <summary>
    /// What the picture should not show. Default null: nothing, which is the same as an empty one except for models that take a zero
    /// embedding then (SDXL). Without effect where <see cref="GuidanceScale"/> is 1 or less.
    /// </summary>
    public string? NegativePrompt { get; init; }

    /// <summary>How prompt and negative prompt are read. Default: as plain text, as diffusers does.</summary>
    public PromptSyntax PromptSyntax { get; init; } = PromptSyntax.Plain;

    /// <summary>Number of denoising steps, at least 1. Default null: what the family of the model uses in diffusers.</summary>
    public int? Steps { get; init; }

    /// <summary>
    /// The timesteps to run, descending, in place of <see cref="Steps"/>, for a <see cref="Scheduler"/> that takes them;
    /// <see cref="StepTables"/> has published ones. Default null: as the scheduler spaces them.
    /// </summary>
    public IReadOnlyList<double>? Timesteps { get; init; }

    /// <summary>
    /// The noise levels to run, descending, in place of <see cref="Steps"/>, for a <see cref="Scheduler"/> that takes them: with the 0 at
    /// the end, but for flow matching. Default null: as the scheduler spaces them.
    /// </summary>
    public IReadOnlyList<double>? Sigmas { get; init; }

    /// <summary>
    /// How strongly the prompt steers (classifier-free guidance): any finite number; 1 or less turns guidance off and halves the work.
    /// Default null: what the family of the model uses in diffusers.
    /// </summary>
    public double? GuidanceScale { get; init; }

    /// <summary>Share of guidance rescaling, 0 to 1, against washed-out colours of zero-SNR models (Lin et al. 2023). Default 0.</summary>
    public double GuidanceRescale { get; init; }

    /// <summary>
    /// Seed of the first picture; picture k of a batch has seed + k and equals the single picture of that seed. Any value. Default null: a
    /// random one, which the result tells.
    /// </summary>
    public long? Seed { get; init; }

    /// <summary>Whose random numbers a seed stands for. Default those of PyTorch on a CPU, which diffusers users have.</summary>
    public NoiseSource NoiseSource { get; init; } = NoiseSource.TorchCpu;

    /// <summary>
    /// Number of pictures, at least 1. They are drawn together, so that memory bounds it; 2^27 elements of latents are the most (8192
    /// pictures of Stable Diffusion at 512x512). Default 1.
    /// </summary>
    public int Count { get; init; } = 1;

    /// <summary>
    /// Width in pixels, a multiple of the autoencoder's factor (8 for most models), up to 16384. Default null: that of
    /// <see cref="InitImage"/> rounded down, else the model's own.
    /// </summary>
    public int? Width { get; init; }

    /// <summary>Height in pixels; see <see cref="Width"/>.</summary>
    public int? Height { get; init; }

    /// <summary>
    /// PixArt and Sana: whether to draw at that size among those of their training whose aspect ratio is closest, and to resize and crop
    /// the pictures to the size asked for, which may be any then (diffusers' <c>use_resolution_binning</c>). Latents keep the size that was
    /// drawn. Default null: where the model has such sizes, and nothing to start from.
    /// </summary>
    public bool? ResolutionBinning { get; init; }

    /// <summary>The sampling method. Default null: the model's own. Options it leaves open are the model's.</summary>
    public Scheduler? Scheduler { get; init; }

    /// <summary>
    /// DDIM and TCD: share of noise put back at each step, 0 (deterministic) to 1, where the options of <see cref="Scheduler"/> leave it
    /// open. Default 0, which diffusers' pipelines tell TCD too.
    /// </summary>
    public double Eta { get; init; }

    /// <summary>
    /// Picture to start from (image to image), or to fill in (with <see cref="Mask"/>). Resized where it has another size.
    /// </summary>
    public RgbImage? InitImage { get; init; }

    /// <summary>
    /// Further pictures that the result is made from and that nothing else here tells, such as the one behind <see cref="InitLatents"/>.
    /// They change no pixel: stages and marks of origin read them. Default none.
    /// </summary>
    public IReadOnlyList<RgbImage> Sources { get; init; } = [];

    /// <summary>
    /// How far to go from <see cref="InitImage"/>: above 0 (keeps it) to 1 (ignores it); of the steps, this share is run. Default null: the
    /// default of the family in diffusers (Stable Diffusion: 0.8, and 1 with a mask).
    /// </summary>
    public double? Strength { get; init; }

    /// <summary>
    /// Where to fill in: white is drawn anew, black is kept. Needs <see cref="InitImage"/>. Resized where it has another size.
    /// </summary>
    public RgbImage? Mask { get; init; }

    /// <summary>
    /// How softly <see cref="Mask"/> goes over, 0 to 1000: the standard deviation of a Gaussian blur, in its pixels. What is drawn anew is
    /// cut at one half; with <see cref="PasteOriginal"/> it fades into the original. Default 0: not at all.
    /// </summary>
    public double MaskBlur { get; init; }

    /// <summary>
    /// Draws only the part of <see cref="InitImage"/> around what <see cref="Mask"/> covers, with so many pixels around it, 0 or more, at
    /// the size that is asked for, and puts the result back in its place (diffusers' <c>padding_mask_crop</c>). Default null: the whole
    /// picture.
    /// </summary>
    public int? MaskPadding { get; init; }

    /// <summary>
    /// Puts the pixels of <see cref="InitImage"/> back where <see cref="Mask"/> is black, in place of what the autoencoder made of them;
    /// where it is grey, both are mixed. Default false, as in diffusers; always so with <see cref="MaskPadding"/> and
    /// <see cref="Outpaint"/>.
    /// </summary>
    public bool PasteOriginal { get; init; }

    /// <summary>
    /// Draws on beyond the edges of <see cref="InitImage"/>. Decides on <see cref="Mask"/>, <see cref="Width"/> and <see cref="Height"/>: a
    /// canvas that the model cannot draw is extended on the right and at the bottom, and cut again. Default null: not.
    /// </summary>
    public Outpainting? Outpaint { get; init; }

    /// <summary>
    /// Share of the schedule after which to stop, above 0 to 1, so that a second model can go on from
    /// <see cref="GenerationResult.Latents"/> (SDXL's base and refiner). Default 1: go to the end.
    /// </summary>
    public double DenoisingEnd { get; init; } = 1;

    /// <summary>
    /// Share of the schedule that another model has done already, 0 to below 1. Needs <see cref="InitLatents"/>. Default 0.
    /// </summary>
    public double DenoisingStart { get; init; }

    /// <summary>
    /// Latents to start from, as <see cref="GenerationResult.Latents"/> gives them, in place of <see cref="InitImage"/>: one for each
    /// picture of the batch, of the size that is asked for. With <see cref="DenoisingStart"/> they are as noisy as another model left them;
    /// else they are those of pictures, noised as <see cref="Strength"/> says. Default none.
    /// </summary>
    public ReadOnlyMemory<float>? InitLatents { get; init; }

    /// <summary>
    /// With <see cref="DenoisingStart"/>: how the other model made the latents, as its pictures tell
    /// (<see cref="GeneratedImage.Parameters"/>). The pictures then tell of both, so that they can be drawn again. Default null.
    /// </summary>
    public GenerationParameters? FirstPass { get; init; }

    /// <summary>
    /// A second pass at a larger size. Not with <see cref="Mask"/>, <see cref="Outpaint"/>, <see cref="DenoisingStart"/> or
    /// <see cref="DenoisingEnd"/>. Default null: none.
    /// </summary>
    public HiresFix? Hires { get; init; }

    /// <summary>
    /// Layers of the CLIP text encoder to leave out at its end, 0 or more, as diffusers counts them. The negative prompt is
    /// encoded with all layers, as there. Default 0.
    /// </summary>
    public int ClipSkip { get; init; }

    /// <summary>
    /// Tokens that a T5 or Gemma text encoder sees of a prompt, 1 to 512; longer prompts are cut. Default null: what the
    /// family uses in diffusers (Stable Diffusion 3: 256, Flux: 512, PixArt-Alpha: 120, PixArt-Sigma and Sana: 300). It
    /// changes the picture even where nothing is cut.
    /// </summary>
    public int? MaxSequenceLength { get; init; }

    /// <summary>
    /// PixArt and Sana: whether links, file names, hashes, shop phrases and the like are taken out of prompts first (diffusers'
    /// <c>clean_caption</c>). There it is on by default for PixArt, off for Sana, and without effect unless the Python
    /// packages bs4 and ftfy are installed, which diffusers does not do. Their part, markup and mended encodings, is not done
    /// here; markup gives a warning. Default false.
    /// </summary>
    public bool CleanCaption { get; init; }

    /// <summary>
    /// Sana: what its language model is told before the prompt. Default null: the instruction of the pipeline in
    /// diffusers, to enhance the prompt. Empty: nothing.
    /// </summary>
    public string? PromptInstruction { get; init; }

    /// <summary>
    /// Flux: classifier-free guidance by the negative prompt, on top of the guidance that the model has learnt (diffusers'
    /// <c>true_cfg_scale</c>). Any finite number; above 1, and with a <see cref="NegativePrompt"/>, it doubles the work. Default 1: none.
    /// </summary>
    public double TrueGuidanceScale { get; init; } = 1;

    /// <summary>SDXL: the sizes that the picture is conditioned on. Default: those of the picture itself.</summary>
    public SizeConditioning SizeConditioning { get; init; } = new();

    /// <summary>InstructPix2Pix: how strongly the picture to edit is kept; below 1 turns guidance off. Default 1.5.</summary>
    public double ImageGuidanceScale { get; init; } = 1.5;

    /// <summary>Upscaler: how much noise is put on the small picture, 0 to the model's <c>max_noise_level</c>. Default 20.</summary>
    public int NoiseLevel { get; init; } = 20;

    /// <summary>
    /// Depth to image: the depth of <see cref="InitImage"/>, bright is near; only differences within it count. Of any
    /// size. Default null: the model predicts it.
    /// </summary>
    public RgbImage? DepthMap { get; init; }

    /// <summary>
    /// Pictures that the ControlNets of the model follow, one for each net, in the order of its folders <c>controlnet</c>,
    /// <c>controlnet_1</c> and so on; without <see cref="InitImage"/> the first brings the size. Default none: the nets rest.
    /// </summary>
    public IReadOnlyList<ControlImage> Controls { get; init; } = [];

    /// <summary>
    /// Decodes the current estimate of the pictures every so many steps and hands it to the progress callback; costs
    /// one decoding each time. Default 0: never.
    /// </summary>
    public int PreviewInterval { get; init; }

    /// <summary>How many points <see cref="Timesteps"/> or <see cref="Sigmas"/> list; null where neither is given.</summary>
    internal int? Points => (Timesteps ?? Sigmas)?.Count;

    /// <summary>All pictures that the result is made from.</summary>
    internal IReadOnlyList<RgbImage> AllSources => InitImage is null ? Sources : [InitImage, .. Sources];
}
