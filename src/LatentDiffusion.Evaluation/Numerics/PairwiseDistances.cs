using System.Numerics.Tensors;

namespace LatentDiffusion.Evaluation;

/// <summary>Squared Euclidean distances between the rows of two sets, a band of rows at a time, so that memory stays bounded.</summary>
internal static class PairwiseDistances
{
    private const int Band = 128, Chunk = 512;

    /// <summary>Goes through all rows of a set.</summary>
    /// <param name="from">The set whose rows are gone through.</param>
    /// <param name="to">The set that they are compared with.</param>
    /// <param name="visit">
    /// Gets the number of a row and its squared distances to all rows of <paramref name="to"/>, which hold until it returns; it is called
    /// in order of the rows.
    /// </param>
    /// <param name="cancellationToken">Stops it.</param>
    public static void ForEachRow(FeatureSet from, FeatureSet to, DistanceVisitor visit, CancellationToken cancellationToken)
    {
        int d = from.Dimension, columns = to.Count;
        double[] squares = Squares(to), band = new double[Band * columns], products = new double[Band * Chunk];
        for (int first = 0; first < from.Count; first += Band)
        {
            int rows = Math.Min(Band, from.Count - first);
            double[] x = Rows.ToDoubles(from, first, rows);
            for (int column = 0; column < columns; column += Chunk)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int count = Math.Min(Chunk, columns - column);
                MatrixProduct.OfRows(x, Rows.ToDoubles(to, column, count), d, products);
                for (int i = 0; i < rows; i++)
                {
                    double square = MatrixProduct.Dot(x.AsSpan(i * d, d), x.AsSpan(i * d, d));
                    for (int j = 0; j < count; j++)
                        band[i * columns + column + j] = Math.Max(square + squares[column + j] - 2 * products[i * count + j], 0);
                }
            }

            for (int i = 0; i < rows; i++) visit(first + i, band.AsSpan(i * columns, columns));
        }
    }

    /// <summary>The squared distance of every row to its k-th nearest other row of the same set.</summary>
    /// <param name="set">The set; it has more than k rows.</param>
    /// <param name="k">At least 1.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static double[] ToNeighbour(FeatureSet set, int k, CancellationToken cancellationToken)
    {
        double[] radii = new double[set.Count], nearest = new double[k + 1];
        ForEachRow(
            set, set,
            (row, distances) =>
            {
                nearest.AsSpan().Fill(double.PositiveInfinity); // the row itself is the first of k + 1
                foreach (double distance in distances) Insert(nearest, distance);
                radii[row] = nearest[k];
            },
            cancellationToken);
        return radii;
    }

    private static void Insert(double[] sorted, double value)
    {
        if (value >= sorted[^1]) return;
        int i = sorted.Length - 1;
        for (; i > 0 && sorted[i - 1] > value; i--) sorted[i] = sorted[i - 1];
        sorted[i] = value;
    }

    private static double[] Squares(FeatureSet set)
    {
        double[] squares = new double[set.Count], row = new double[set.Dimension];
        for (int i = 0; i < set.Count; i++)
        {
            TensorPrimitives.ConvertTruncating(set[i], row);
            squares[i] = MatrixProduct.Dot(row, row);
        }

        return squares;
    }
}
