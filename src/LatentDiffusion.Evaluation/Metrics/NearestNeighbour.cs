namespace LatentDiffusion.Evaluation;

/// <summary>The training picture that a generated one lies nearest to.</summary>
/// <param name="Picture">Name of the generated picture.</param>
/// <param name="Training">Name of the training picture.</param>
/// <param name="Distance">Euclidean distance of their features.</param>
/// <param name="Spacing">Distance of the training picture to the nearest other one of its set.</param>
public sealed record NearestNeighbour(string Picture, string Training, double Distance, double Spacing)
{
    /// <summary>Whether no other training picture lies nearer to the training picture than this one does.</summary>
    public bool IsCopy => Distance <= Spacing;

    /// <summary>Distance by spacing: 0 is the same picture, below 1 a copy, around and above 1 what a new picture has.</summary>
    public double Ratio => Spacing > 0 ? Distance / Spacing : Distance > 0 ? double.PositiveInfinity : 1;
}
