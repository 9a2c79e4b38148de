namespace LatentDiffusion.Cli;

/// <summary>One call of a model. What it draws is read when it is drawn: pictures that jobs start from are in memory one at a time.</summary>
/// <param name="Request">What to draw.</param>
/// <param name="Flags">What is asked of the model's family; null where the request has its options.</param>
/// <param name="Files">Where it goes.</param>
/// <param name="Where">File and line that asked for it, for messages; null for the command line.</param>
internal sealed record DrawingJob(Func<GenerationRequest> Request, Func<FamilyFlags>? Flags, OutputFiles Files, string? Where);
