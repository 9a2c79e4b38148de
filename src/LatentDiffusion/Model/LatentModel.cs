using LatentDiffusion.ModelFolders;
using LatentDiffusion.Runtime;

namespace LatentDiffusion.Model;

/// <summary>A model, wired up: what a generation needs of it, whatever its family.</summary>
internal sealed record LatentModel
{
    /// <summary>Name of the model, for messages.</summary>
    public string Name { get; init; } = "";

    /// <summary>Name of the family, for messages.</summary>
    public required string Family { get; init; }

    /// <summary>The options that only the family reads, with their defaults; null where it has none.</summary>
    public required FamilyOptions? Options { get; init; }

    /// <summary>Turns prompts into what the denoiser is conditioned on.</summary>
    public required IPromptEncoder Prompts { get; init; }

    /// <summary>Turns the pictures of a request into the latents to begin with.</summary>
    public required StartingPoint Start { get; init; }

    /// <summary>How the scheduler is asked for a run.</summary>
    public ScheduleLayout Schedule { get; init; } = new();

    /// <summary>Predicts at each step.</summary>
    public required Denoiser Denoiser { get; init; }

    /// <summary>Pictures to latents; null where the folder has no encoder, and then nothing can start from a picture.</summary>
    public required VaeEncoder? Encoder { get; init; }

    /// <summary>Latents to pictures.</summary>
    public required VaeDecoder Decoder { get; init; }

    /// <summary>Latents to previews: a second, cheap decoder, or null for the decoder itself.</summary>
    public VaeDecoder? PreviewDecoder { get; init; }

    /// <summary>The model's own scheduler, or the one that its user prefers.</summary>
    public required Scheduler Scheduler { get; init; }

    /// <summary>That scheduler for requests with a mask; null where it is the same.</summary>
    public Scheduler? InpaintingScheduler { get; init; }

    /// <summary>All options of the model's own scheduler; they stand behind those of any other.</summary>
    public required SchedulerOptions SchedulerOptions { get; init; }

    /// <summary>What a request that is silent gets.</summary>
    public required ModelDefaults Defaults { get; init; }

    /// <summary>Size of the pictures the model was made for, in pixels.</summary>
    public required (int Width, int Height) DefaultSize { get; init; }

    /// <summary>The sizes that pictures are drawn at and resized from; null where the model draws any size.</summary>
    public ResolutionBins? Bins { get; init; }

    /// <summary>Channels of a latent.</summary>
    public required int LatentChannels { get; init; }

    /// <summary>What the sides of latents must be multiples of: a denoiser may work on patches, or halve without padding.</summary>
    public int LatentMultiple { get; init; } = 1;

    /// <summary>The largest that sides of latents may be, where the denoiser has a table of places; null where it has none.</summary>
    public int? MaxLatentSide { get; init; }

    /// <summary>Pixels per latent element, along each side, by which the size of the latents is found.</summary>
    public int Factor => FixedFactor ?? Decoder.Factor;

    /// <summary>
    /// That number, where diffusers takes it whatever the autoencoder's is; pictures have another size than was asked for then.
    /// </summary>
    public int? FixedFactor { get; init; }

    /// <summary>What the sides of pictures are multiples of.</summary>
    public int SizeMultiple => Factor * LatentMultiple;

    /// <summary>Latents with a mask to pictures, which diffusers may decode in another way; null where it does not.</summary>
    public VaeDecoder? InpaintingDecoder { get; init; }

    /// <summary>The same of pictures with a mask to latents.</summary>
    public VaeEncoder? InpaintingEncoder { get; init; }

    /// <summary>The encoder for a request; there is one where there is <see cref="Encoder"/>.</summary>
    public VaeEncoder EncoderFor(GenerationRequest request) => (request.Mask is null ? Encoder : InpaintingEncoder ?? Encoder)!;

    /// <summary>The decoder for a request.</summary>
    public VaeDecoder DecoderFor(GenerationRequest request) => request.Mask is null ? Decoder : InpaintingDecoder ?? Decoder;

    /// <summary>The scheduler for a request.</summary>
    public Scheduler SchedulerFor(GenerationRequest request) =>
        request.Scheduler ?? (request.Mask is null ? Scheduler : InpaintingScheduler ?? Scheduler);

    /// <summary>Refuses what the model cannot do.</summary>
    /// <param name="can">Whether it can.</param>
    /// <param name="option">What the request sets.</param>
    /// <param name="value">Its value.</param>
    /// <param name="reason">Why not, after the model as the subject.</param>
    /// <exception cref="UnsupportedRequestException">It cannot.</exception>
    public void Require(bool can, string option, object? value, string reason)
    {
        if (!can) throw new UnsupportedRequestException(option, value, Name, Family, reason);
    }

    /// <summary>The model with what its user prefers.</summary>
    /// <exception cref="ModelFormatException">The preview decoder is not one for this model.</exception>
    public LatentModel With(PipelineOptions options, ModelFolder folder, GraphSet graphs) => this with
    {
        Name = folder.Name,
        Encoder = Encoder?.With(options.VaeTiling),
        Decoder = Decoder.With(options.VaeTiling),
        InpaintingEncoder = InpaintingEncoder?.With(options.VaeTiling),
        InpaintingDecoder = InpaintingDecoder?.With(options.VaeTiling),
        PreviewDecoder = graphs.Find(ComponentNames.PreviewDecoder) is { } preview
            ? AutoencoderParts.Preview(preview, folder.Config(preview.Name), LatentChannels).With(options.VaeTiling)
            : null,
        Scheduler = options.DefaultScheduler ?? Scheduler,
        InpaintingScheduler = options.DefaultScheduler ?? InpaintingScheduler,
        Defaults = Defaults.With(options.DefaultSteps, options.DefaultGuidanceScale),
    };
}
