using System.Text.RegularExpressions;

namespace LatentDiffusion.Cli;

/// <summary>A second model, which draws the last steps.</summary>
/// <param name="loader">Loads it.</param>
/// <param name="start">Share of the schedule after which it takes over.</param>
/// <param name="tagged">Whether prompts name adapters, which are those of the first model.</param>
/// <param name="staysLoaded">Whether it is kept for the next picture.</param>
internal sealed partial class Refiner(ModelLoader loader, double start, bool tagged, bool staysLoaded = false)
{
    private LatentDiffusionPipeline? _pipeline;

    /// <summary>The request that the first model gets.</summary>
    /// <exception cref="ArgumentException">The request is not for whole pictures.</exception>
    public GenerationRequest First(GenerationRequest request) => request.Inpainting is null
        ? request with { Schedule = request.Schedule with { End = start } }
        : throw new ArgumentException("--refiner draws whole pictures, without --mask and --outpaint.");

    /// <summary>Draws the rest.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="drawn">What the first model made of it.</param>
    /// <param name="progress">Told after each step.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public GenerationResult Finish(
        GenerationRequest request, GenerationResult drawn, IProgress<GenerationStep> progress, CancellationToken cancellationToken)
    {
        // Steps, scale and scheduler are the first model's where none are asked for: one schedule for both.
        GenerationParameters told = drawn.Images[0].Parameters;
        GenerationRequest same = told.ToRequest(request);
        GenerationRequest rest = request with
        {
            Steps = same.Steps, GuidanceScale = same.GuidanceScale, Scheduler = same.Scheduler,
            Prompt = tagged ? Tag().Replace(request.Prompt, "") : request.Prompt,
            Image = new ImageInput { Latents = drawn.Latents, Sources = drawn.Images[0].Sources, FirstPass = told },
            Schedule = request.Schedule with { Start = start },
            Controls = [],
            Width = drawn.Images[0].Width, Height = drawn.Images[0].Height,
        };
        try
        {
            return (_pipeline ??= loader.Load()).Generate(rest, progress, cancellationToken);
        }
        finally
        {
            if (!staysLoaded) Release();
        }
    }

    /// <summary>Frees the model.</summary>
    public void Release()
    {
        _pipeline?.Dispose();
        _pipeline = null;
    }

    /// <summary>The syntax of <see cref="PipelineOptions.LoraFolder"/>.</summary>
    [GeneratedRegex("<(?:lora|lyco):[^>]+>")]
    private static partial Regex Tag();
}
