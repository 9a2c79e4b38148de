namespace LatentDiffusion.Evaluation;

/// <summary>What the metrics say of one pair.</summary>
/// <param name="File">Path of both pictures within their folders.</param>
/// <param name="Values">A value for each metric, in their order.</param>
public sealed record PairResult(string File, IReadOnlyList<double> Values);
