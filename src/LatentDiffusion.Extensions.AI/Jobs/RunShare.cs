namespace LatentDiffusion.Extensions.AI;

/// <summary>Jobs that ask for the same pictures, which are drawn once for all of them.</summary>
/// <param name="Request">What is drawn. A job that is done, cancelled too, keeps no pictures to start from, so it is not asked.</param>
/// <param name="Jobs">Those that get it.</param>
internal sealed record RunShare(GenerationRequest Request, IReadOnlyList<RunningJob> Jobs);
