namespace LatentDiffusion.Evaluation;

/// <summary>How far an extraction is.</summary>
/// <param name="Done">Pictures that were looked at.</param>
/// <param name="Total">All pictures.</param>
/// <param name="Problems">Pictures that were left out so far.</param>
public readonly record struct ExtractionProgress(int Done, int Total, int Problems);
