namespace LatentDiffusion;

/// <summary>
/// Looks at or changes a finished picture before it is given back: a watermark, a check, a filter. Stages run in the order of
/// <see cref="PipelineOptions.ImageStages"/>, on the picture as the user gets it, after inpainting and outpainting were pasted. One stage
/// serves generations on any number of threads at once.
/// </summary>
public interface IImageStage
{
    /// <summary>A short name, for messages.</summary>
    string Name { get; }

    /// <summary>
    /// Whether previews of steps (<see cref="GenerationStep.Preview"/>), which go through no stage, are withheld for the sake of this one,
    /// as by a check that nothing may go around. Default false.
    /// </summary>
    bool WithholdsPreviews => false;

    /// <summary>Does its work on one picture.</summary>
    /// <param name="image">The picture, from the model or from the stage before.</param>
    /// <param name="context">How the picture was made, and where to put warnings.</param>
    /// <returns>The picture that goes on; the given one where nothing changes. Never null.</returns>
    /// <remarks>An exception ends the generation, and reaches its caller as it is.</remarks>
    RgbImage Apply(RgbImage image, ImageStageContext context);
}
