namespace LatentDiffusion.Evaluation;

/// <summary>
/// Eigenvalues of a symmetric tridiagonal matrix by the QL method with implicit shifts (Dubrulle, Martin and Wilkinson 1968, EISPACK's
/// <c>imtql2</c>), and the rotations that make the eigenvectors.
/// </summary>
internal static class ImplicitQl
{
    private const int MaxSweeps = 60, Patience = 30; // for one eigenvalue; two or three are usual

    /// <summary>Diagonalises.</summary>
    /// <param name="diagonal">n elements; they become the eigenvalues, in no order.</param>
    /// <param name="offDiagonal">Element k stands beside the k-th of the diagonal; the last counts for nothing. Overwritten.</param>
    /// <param name="rotations">Gathers the rotations of the rows that hold eigenvectors; null where only the values are wanted.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="EvaluationException">It does not converge, as with numbers that are not finite.</exception>
    public static void Diagonalise(
        double[] diagonal, double[] offDiagonal, GivensRotations? rotations, CancellationToken cancellationToken)
    {
        int n = diagonal.Length;
        if (n > 0) offDiagonal[n - 1] = 0;
        double norm = 0;
        for (int i = 0; i < n; i++) norm = Math.Max(norm, Math.Abs(diagonal[i]) + Math.Abs(offDiagonal[i]));

        // Of a matrix of low rank most of the diagonal is rounding, beside which no element is small: there the size of the whole counts,
        // squared, because roots of eigenvalues are wanted, and after many sweeps as it is.
        double nothing = Math.ScaleB(norm, -104), little = Math.ScaleB(norm, -52);
        for (int l = 0; l < n; l++)
        {
            for (int sweep = 0; ; sweep++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int m = l;
                for (; m < n - 1; m++)
                {
                    double size = Math.Abs(diagonal[m]) + Math.Abs(diagonal[m + 1]);
                    double beside = Math.Abs(offDiagonal[m]);
                    if (beside + size == size || beside <= (sweep < Patience ? nothing : little)) break;
                }

                if (m == l) break;
                if (sweep == MaxSweeps) throw new EvaluationException("The eigenvalues of a covariance matrix cannot be found.");
                Sweep(diagonal, offDiagonal, l, m, rotations);
            }
        }
    }

    private static void Sweep(double[] d, double[] e, int l, int m, GivensRotations? rotations)
    {
        double g = (d[l + 1] - d[l]) / (2 * e[l]), r = Hypotenuse(g, 1);
        g = d[m] - d[l] + e[l] / (g + (g < 0 ? -r : r));
        double s = 1, c = 1, p = 0;
        for (int i = m - 1; i >= l; i--)
        {
            double f = s * e[i], b = c * e[i];
            e[i + 1] = r = Hypotenuse(f, g);
            if (r == 0)
            {
                d[i + 1] -= p;
                e[m] = 0;
                return;
            }

            (s, c) = (f / r, g / r);
            g = d[i + 1] - p;
            r = (d[i] - g) * s + 2 * c * b;
            p = s * r;
            d[i + 1] = g + p;
            g = c * r - b;
            rotations?.Add(i, c, s);
        }

        d[l] -= p;
        e[l] = g;
        e[m] = 0;
    }

    private static double Hypotenuse(double a, double b)
    {
        double square = a * a + b * b;
        return square is > 1e-200 and < 1e200 ? Math.Sqrt(square) : double.Hypot(a, b);
    }
}
