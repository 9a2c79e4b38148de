using System.Numerics.Tensors;

namespace LatentDiffusion.Evaluation;

/// <summary>Rows of features in double precision.</summary>
internal static class Rows
{
    /// <summary>Chosen rows.</summary>
    public static double[] ToDoubles(FeatureSet set, ReadOnlySpan<int> indices)
    {
        int d = set.Dimension;
        double[] rows = new double[checked(indices.Length * d)];
        for (int i = 0; i < indices.Length; i++) TensorPrimitives.ConvertTruncating(set[indices[i]], rows.AsSpan(i * d, d));
        return rows;
    }

    /// <summary>Neighbouring rows.</summary>
    public static double[] ToDoubles(FeatureSet set, int first, int count)
    {
        double[] rows = new double[checked(count * set.Dimension)];
        TensorPrimitives.ConvertTruncating(set.Features.Slice(first * set.Dimension, rows.Length), rows);
        return rows;
    }

    /// <summary>Neighbouring rows at length 1; a row of zeros stays one.</summary>
    public static double[] Normalised(FeatureSet set, int first, int count) => Normalise(ToDoubles(set, first, count), set.Dimension);

    /// <summary>Brings rows to length 1, in place; a row of zeros stays one.</summary>
    public static double[] Normalise(double[] rows, int dimension)
    {
        for (int i = 0; i < rows.Length; i += dimension)
        {
            Span<double> row = rows.AsSpan(i, dimension);
            double norm = TensorPrimitives.Norm(row);
            if (norm > 0) TensorPrimitives.Divide(row, norm, row);
        }

        return rows;
    }
}
