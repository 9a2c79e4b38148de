using System.Numerics.Tensors;

namespace LatentDiffusion.Evaluation;

/// <summary>Finds pictures that a model may have learned by heart.</summary>
public static class Memorisation
{
    /// <summary>The nearest training picture of every generated one, the likeliest copies first.</summary>
    /// <param name="generated">Generated pictures, at least 1.</param>
    /// <param name="training">Training pictures, at least 2, with features of the same network.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="EvaluationException">Too few pictures, or features that do not fit one another.</exception>
    public static IReadOnlyList<NearestNeighbour> Find(
        FeatureSet generated, FeatureSet training, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(generated);
        ArgumentNullException.ThrowIfNull(training);
        if (!generated.HasFeatures || !training.HasFeatures)
            throw new EvaluationException("Nearest pictures need the pictures themselves, not only statistics.");
        if (generated.Dimension != training.Dimension)
            throw new EvaluationException($"Features of {generated.Dimension} and {training.Dimension} dimensions cannot be compared.");
        if (generated.Count < 1 || training.Count < 2)
            throw new EvaluationException(
                $"Nearest pictures need 1 generated and 2 training pictures; there are {generated.Count} and {training.Count}.");
        double[] spacing = PairwiseDistances.ToNeighbour(training, 1, cancellationToken);
        List<NearestNeighbour> nearest = [];
        PairwiseDistances.ForEachRow(
            generated, training,
            (row, distances) =>
            {
                int best = TensorPrimitives.IndexOfMin(distances);
                nearest.Add(new NearestNeighbour(
                    generated.Names[row], training.Names[best], Math.Sqrt(distances[best]), Math.Sqrt(spacing[best])));
            },
            cancellationToken);
        return [.. nearest.OrderBy(n => n.Ratio)];
    }
}
