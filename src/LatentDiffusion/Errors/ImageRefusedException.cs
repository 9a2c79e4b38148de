namespace LatentDiffusion;

/// <summary>
/// A stage (<see cref="PipelineOptions.ImageStages"/>) lets a finished picture not leave the pipeline, such as a safety checker that
/// refuses. Another seed may give one that it lets through.
/// </summary>
/// <param name="message">Which stage says so, of which picture and why.</param>
public class ImageRefusedException(string message) : LatentDiffusionException(message);
