namespace LatentDiffusion.Evaluation;

/// <summary>Looks at the distances of one row.</summary>
/// <param name="row">Its number.</param>
/// <param name="squaredDistances">To all rows of the other set.</param>
internal delegate void DistanceVisitor(int row, ReadOnlySpan<double> squaredDistances);
