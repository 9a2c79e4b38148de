using System.Numerics;

namespace LatentDiffusion.Evaluation;

/// <summary>Products of large matrices, on all cores, in blocks that stay in the registers and in the cache.</summary>
internal static class MatrixProduct
{
    private const int Tile = 4;
    private const int Band = 32; // rows of either matrix that one task works on at a time: 32 rows of 2048 doubles are 512 KB

    /// <summary>
    /// The dot products of all rows of one matrix with all rows of another: destination[i, j] = Σk a[i, k] b[j, k]. The sum is formed in
    /// the same order for every element, so that equal rows give equal products wherever they stand.
    /// </summary>
    /// <param name="a">[rows, depth].</param>
    /// <param name="b">[columns, depth].</param>
    /// <param name="depth">Elements of a row.</param>
    /// <param name="destination">[rows, columns].</param>
    public static void OfRows(double[] a, double[] b, int depth, double[] destination)
    {
        int rows = a.Length / depth, columns = b.Length / depth;
        if (destination.Length < (long)rows * columns) throw new ArgumentException("The destination is too short.", nameof(destination));
        Parallel.For(0, (rows + Band - 1) / Band, band =>
        {
            int end = Math.Min((band + 1) * Band, rows);
            for (int column = 0; column < columns; column += Band)
                Multiply(a, b, depth, band * Band, end, column, Math.Min(column + Band, columns), columns, destination);
        });
    }

    private static void Multiply(
        double[] a, double[] b, int depth, int row, int rowEnd, int column, int columnEnd, int columns, double[] destination)
    {
        for (int i = row; i < rowEnd; i += Tile)
        {
            for (int j = column; j < columnEnd; j += Tile)
            {
                // At the edges the last rows are computed again, since one shape of loop means one order of summation.
                int i0 = Math.Max(Math.Min(i, rowEnd - Tile), 0), j0 = Math.Max(Math.Min(j, columnEnd - Tile), 0);
                if (rowEnd - row >= Tile && columnEnd - column >= Tile)
                    OfTile(
                        a.AsSpan(i0 * depth, Tile * depth), b.AsSpan(j0 * depth, Tile * depth), depth, columns,
                        destination.AsSpan(i0 * columns + j0));
                else
                    Edge(a, b, depth, i, Math.Min(i + Tile, rowEnd), j, Math.Min(j + Tile, columnEnd), columns, destination);
            }
        }
    }

    private static void OfTile(ReadOnlySpan<double> a, ReadOnlySpan<double> b, int depth, int stride, Span<double> destination)
    {
        for (int pair = 0; pair < Tile; pair += 2)
            OfTwoRows(a.Slice(pair * depth, depth), a.Slice((pair + 1) * depth, depth), b, depth, destination[(pair * stride)..], stride);
    }

    private static void OfTwoRows(
        ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> b, int depth, Span<double> destination, int stride)
    {
        ReadOnlySpan<double> b0 = b[..depth], b1 = b.Slice(depth, depth), b2 = b.Slice(2 * depth, depth), b3 = b.Slice(3 * depth, depth);
        Vector<double> x0 = default, x1 = default, x2 = default, x3 = default, y0 = default, y1 = default, y2 = default, y3 = default;
        int k = 0, lanes = Vector<double>.Count;
        for (; k <= depth - lanes; k += lanes)
        {
            Vector<double> u = new(x[k..]), v = new(y[k..]), w0 = new(b0[k..]), w1 = new(b1[k..]), w2 = new(b2[k..]), w3 = new(b3[k..]);
            x0 = Vector.FusedMultiplyAdd(u, w0, x0);
            x1 = Vector.FusedMultiplyAdd(u, w1, x1);
            x2 = Vector.FusedMultiplyAdd(u, w2, x2);
            x3 = Vector.FusedMultiplyAdd(u, w3, x3);
            y0 = Vector.FusedMultiplyAdd(v, w0, y0);
            y1 = Vector.FusedMultiplyAdd(v, w1, y1);
            y2 = Vector.FusedMultiplyAdd(v, w2, y2);
            y3 = Vector.FusedMultiplyAdd(v, w3, y3);
        }

        ReadOnlySpan<double> xs = x[k..], ys = y[k..];
        destination[0] = Finish(x0, xs, b0[k..]);
        destination[1] = Finish(x1, xs, b1[k..]);
        destination[2] = Finish(x2, xs, b2[k..]);
        destination[3] = Finish(x3, xs, b3[k..]);
        destination[stride] = Finish(y0, ys, b0[k..]);
        destination[stride + 1] = Finish(y1, ys, b1[k..]);
        destination[stride + 2] = Finish(y2, ys, b2[k..]);
        destination[stride + 3] = Finish(y3, ys, b3[k..]);
    }

    private static void Edge(double[] a, double[] b, int depth, int row, int rowEnd, int column, int columnEnd, int columns, double[] to)
    {
        for (int i = row; i < rowEnd; i++)
            for (int j = column; j < columnEnd; j++)
                to[i * columns + j] = Dot(a.AsSpan(i * depth, depth), b.AsSpan(j * depth, depth));
    }

    /// <summary>One product, in the order of summation of <see cref="OfRows"/>.</summary>
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        Vector<double> sum = default;
        int k = 0, lanes = Vector<double>.Count;
        for (; k <= x.Length - lanes; k += lanes) sum = Vector.FusedMultiplyAdd(new(x[k..]), new(y[k..]), sum);
        return Finish(sum, x[k..], y[k..]);
    }

    private static double Finish(Vector<double> lanes, ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double sum = Vector.Sum(lanes);
        for (int k = 0; k < x.Length; k++) sum = double.FusedMultiplyAdd(x[k], y[k], sum);
        return sum;
    }
}
