using System.Text.RegularExpressions;

namespace LatentDiffusion.Cli;

/// <summary>A second model, which draws the last steps.</summary>
/// <param name="loader">Loads it.</param>
/// <param name="start">Share of the schedule after which it takes over.</param>
/// <param name="tagged">Whether prompts name adapters, which are those of the first model.</param>
internal sealed partial class Refiner(ModelLoader loader, double start, bool tagged)
{
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
        GenerationRequest rest = request with
        {
            Prompt = tagged ? Tag().Replace(request.Prompt, "") : request.Prompt,
            Image = new ImageInput { Latents = drawn.Latents, Sources = drawn.Images[0].Sources },
            Schedule = request.Schedule with { Start = start },
            Controls = [],
            Width = drawn.Images[0].Width, Height = drawn.Images[0].Height,
        };
        using LatentDiffusionPipeline pipeline = loader.Load();
        return pipeline.Generate(rest, progress, cancellationToken);
    }

    /// <summary>The syntax of <see cref="PipelineOptions.LoraFolder"/>.</summary>
    [GeneratedRegex("<(?:lora|lyco):[^>]+>")]
    private static partial Regex Tag();
}
