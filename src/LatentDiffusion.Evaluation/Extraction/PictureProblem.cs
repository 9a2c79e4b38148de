namespace LatentDiffusion.Evaluation;

/// <summary>A picture that was left out of an evaluation.</summary>
/// <param name="Path">The file.</param>
/// <param name="Reason">Why, for people.</param>
public sealed record PictureProblem(string Path, string Reason);
