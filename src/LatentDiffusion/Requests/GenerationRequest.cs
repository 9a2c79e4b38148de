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
    /// <see cref="ImageInput.Picture"/> rounded down, else the model's own.
    /// </summary>
    public int? Width { get; init; }

    /// <summary>Height in pixels; see <see cref="Width"/>.</summary>
    public int? Height { get; init; }

    /// <summary>The sampling method. Default null: the model's own. Options it leaves open are the model's.</summary>
    public Scheduler? Scheduler { get; init; }

    /// <summary>
    /// Decodes the current estimate of the pictures every so many steps and hands it to the progress callback; costs
    /// one decoding each time. Default 0: only where an <see cref="IPreviewProgress"/> asks for one.
    /// </summary>
    public int PreviewInterval { get; init; }

    /// <summary>What to start from (image to image), or to fill in. Default null: noise.</summary>
    public ImageInput? Image { get; init; }

    /// <summary>Which part of <see cref="Image"/> to draw anew. Default null: all of it.</summary>
    public Inpainting? Inpainting { get; init; }

    /// <summary>
    /// Pictures that the ControlNets of the model follow, one for each net, in the order of its folders <c>controlnet</c>,
    /// <c>controlnet_1</c> and so on; without <see cref="Image"/> the first brings the size. Default none: the nets rest.
    /// </summary>
    public IReadOnlyList<ControlImage> Controls { get; init; } = [];

    /// <summary>
    /// A second pass at a larger size. Not with <see cref="Inpainting"/>, <see cref="StepSchedule.Start"/> or
    /// <see cref="StepSchedule.End"/>. Default null: none.
    /// </summary>
    public HiresFix? Hires { get; init; }

    /// <summary>Which steps are run, beyond their number. Default: all, as the scheduler spaces them.</summary>
    public StepSchedule Schedule { get; init; } = new();

    /// <summary>
    /// What only models of one family can use, such as <see cref="SdxlOptions"/>; other models refuse it. Default null: the defaults of the
    /// family.
    /// </summary>
    public FamilyOptions? Options { get; init; }

    /// <summary>
    /// The seed of each picture of a batch that serves several requests at once, in place of <see cref="Seed"/> and those after it; null
    /// for a request of its own. Such pictures tell nothing of their batch: each is to be drawn again alone.
    /// </summary>
    internal IReadOnlyList<long>? Seeds { get; init; }

    /// <summary>The picture to start from.</summary>
    internal RgbImage? InitImage => Image?.Picture;

    /// <summary>The latents to start from.</summary>
    internal ReadOnlyMemory<float>? InitLatents => Image?.Latents;

    /// <summary>What is drawn anew.</summary>
    internal RgbImage? Mask => Inpainting?.Mask;

    /// <summary>The options of a family; its defaults where none are given.</summary>
    internal T OptionsOf<T>()
        where T : FamilyOptions, new() => Options as T ?? new T();
}
