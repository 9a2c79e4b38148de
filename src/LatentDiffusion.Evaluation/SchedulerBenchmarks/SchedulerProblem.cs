namespace LatentDiffusion.Evaluation;

/// <summary>A run that could not be made.</summary>
/// <param name="Scheduler">The scheduler.</param>
/// <param name="Steps">Its steps.</param>
/// <param name="Reason">Why, for people.</param>
public sealed record SchedulerProblem(string Scheduler, int Steps, string Reason);
