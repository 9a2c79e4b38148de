namespace LatentDiffusion.Evaluation;

/// <summary>What one scheduler with one number of steps gave: means over the prompts.</summary>
/// <param name="Scheduler">Its name.</param>
/// <param name="Steps">The steps that were asked for.</param>
/// <param name="Evaluations">Evaluations of the model for each picture; methods of second order have two in a step.</param>
/// <param name="SecondsPerPicture">Time of a generation, decoding included.</param>
/// <param name="LatentError">Root mean square difference of the latents from the reference's, relative to the latter's own.</param>
/// <param name="PictureError">Root mean square difference of the pictures from the reference's, in units of 0 to 255.</param>
public sealed record SchedulerRun(
    string Scheduler, int Steps, int Evaluations, double SecondsPerPicture, double LatentError, double PictureError)
{
    /// <summary>Whether the method adds noise at its steps, so that it converges to another picture than the reference.</summary>
    public bool IsStochastic { get; init; }

    /// <summary>Whether no other run is as near to the reference with as few evaluations.</summary>
    public bool IsOnFront { get; init; }

    /// <summary>The metrics of its pictures.</summary>
    public IReadOnlyList<MetricValue> Quality { get; init; } = [];

    /// <summary>The first prompts' pictures, at most four.</summary>
    public IReadOnlyList<RgbImage> Samples { get; init; } = [];
}
