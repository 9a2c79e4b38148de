using LatentDiffusion.Errors;

namespace LatentDiffusion;

/// <summary>How the picture that an <see cref="IImageStage"/> is given was made.</summary>
public sealed class ImageStageContext
{
    private readonly RunWarnings _warnings;

    /// <summary>Joins what a stage may know.</summary>
    internal ImageStageContext(GeneratedImage made, string model, GenerationRequest request, RunWarnings warnings, CancellationToken token)
    {
        (Parameters, Seed, Sources, Model) = (made.Parameters, made.Seed, made.Sources, model);
        (Request, CancellationToken, _warnings) = (request, token, warnings);
    }

    /// <summary>The request, as it was given to the pipeline.</summary>
    public GenerationRequest Request { get; }

    /// <summary>What was decided, as it is stored in files.</summary>
    public GenerationParameters Parameters { get; }

    /// <summary>The seed of this picture.</summary>
    public long Seed { get; }

    /// <summary>Name of the model, as <see cref="LatentDiffusionPipeline.Name"/> has it.</summary>
    public string Model { get; }

    /// <summary>The pictures that this one was made from; see <see cref="GeneratedImage.Sources"/>. Empty for text to image.</summary>
    public IReadOnlyList<RgbImage> Sources { get; }

    /// <summary>Stops the generation; a stage that takes long should ask it.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>Tells the user something, by <see cref="GenerationResult.Warnings"/>; the same text counts once.</summary>
    /// <param name="warning">One sentence.</param>
    public void Warn(string warning)
    {
        ArgumentException.ThrowIfNullOrEmpty(warning);
        _warnings.Add(warning);
    }
}
