namespace LatentDiffusion.Evaluation;

/// <summary>How far a benchmark is.</summary>
/// <param name="Done">Pictures that were drawn.</param>
/// <param name="Total">All pictures.</param>
/// <param name="Scheduler">The scheduler that drew last.</param>
/// <param name="Steps">Its steps.</param>
public readonly record struct SchedulerProgress(int Done, int Total, string Scheduler, int Steps);
