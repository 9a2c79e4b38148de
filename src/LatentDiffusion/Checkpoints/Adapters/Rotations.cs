using MathNet.Numerics.LinearAlgebra;

namespace LatentDiffusion.Checkpoints;

/// <summary>
/// Rotations of orthogonal fine-tuning (OFT, Qiu et al. 2023, https://arxiv.org/abs/2306.07280): blocks of Cayley's form of a skew matrix
/// Q, which are made here, because graphs have no inverse of a matrix.
/// </summary>
/// <param name="Blocks">The matrices, one behind the other.</param>
/// <param name="Count">How many.</param>
/// <param name="Side">Their rows and columns.</param>
internal sealed record Rotations(float[] Blocks, int Count, int Side)
{
    /// <summary>As LyCORIS has it: <c>(I + Q)(I - Q)^-1</c> of <c>Q = B - B^T</c>, whose Frobenius norm may be bounded.</summary>
    /// <param name="values">The blocks B.</param>
    /// <param name="side">Their rows and columns.</param>
    /// <param name="bound">The most that the norm of all blocks may be, or 0.</param>
    public static Rotations OfLycoris(float[] values, int side, double bound)
    {
        Matrix<double>[] skew = [.. Matrices(values, side).Select(b => b - b.Transpose())];
        double norm = Math.Sqrt(skew.Sum(q => q.FrobeniusNorm() * q.FrobeniusNorm())) + 1e-8;
        if (bound > 0 && norm > bound) skew = [.. skew.Select(q => q * (bound / norm))];
        return From(skew.Select(q => (One(side) + q) * (One(side) - q).Inverse()), side);
    }

    /// <summary>As PEFT's BOFT has it: <c>(I - Q)(I + Q)^-1</c> of <c>Q = (B - B^T) / 2</c>.</summary>
    public static Rotations OfButterfly(float[] values, int side) =>
        From(Matrices(values, side).Select(b => (b - b.Transpose()) * 0.5).Select(Cayley), side);

    /// <summary>As PEFT's OFT has it: of the numbers above the diagonal of Q, the same or the first terms of its series.</summary>
    /// <param name="values">Numbers of each block, row by row.</param>
    /// <param name="count">How many blocks.</param>
    /// <param name="side">Their rows and columns.</param>
    /// <param name="config">How.</param>
    public static Rotations OfPeft(float[] values, int count, int side, RotationConfig config)
    {
        int numbers = values.Length / count;
        List<Matrix<double>> blocks = [];
        for (int block = 0; block < count; block++)
        {
            Matrix<double> skew = Matrix<double>.Build.Dense(side, side);
            int next = block * numbers;
            for (int row = 0; row < side; row++)
                for (int column = row + 1; column < side; column++, next++)
                    (skew[row, column], skew[column, row]) = (values[next], -values[next]);
            double most = (config.Bound ?? double.PositiveInfinity) / Math.Sqrt(count);
            if (skew.FrobeniusNorm() is var norm && norm > most) skew *= most / norm;
            blocks.Add(config.Terms is { } terms ? Series(skew, terms) : Cayley(skew));
        }

        return From(blocks, side);
    }

    /// <summary>So far on the way from no rotation to these.</summary>
    public Rotations Times(double strength)
    {
        float[] blocks = Array.ConvertAll(Blocks, value => (float)(value * strength));
        for (int diagonal = 0; diagonal < Count * Side; diagonal++)
            blocks[diagonal * Side + diagonal % Side] += (float)(1 - strength);
        return this with { Blocks = blocks };
    }

    private static Matrix<double> Cayley(Matrix<double> skew) =>
        (One(skew.RowCount) - skew) * (One(skew.RowCount) + skew).Inverse();

    /// <summary><c>I + 2 Q + 2 Q^2 + ... + Q^n</c>, the last term once (peft.OFTRotationModule._cayley_batch).</summary>
    private static Matrix<double> Series(Matrix<double> skew, int terms)
    {
        Matrix<double> sum = One(skew.RowCount), power = skew;
        if (terms > 1) sum += 2 * skew;
        if (terms <= 2) return sum;
        power *= skew;
        sum += 2 * power;
        for (int i = 3; i < terms - 1; i++)
        {
            power *= skew;
            sum += 2 * power;
        }

        return sum + power * skew;
    }

    private static Matrix<double> One(int side) => Matrix<double>.Build.DenseIdentity(side);

    private static IEnumerable<Matrix<double>> Matrices(float[] values, int side) => values.Chunk(side * side)
        .Select(block => Matrix<double>.Build.DenseOfRowMajor(side, side, block.Select(value => (double)value)));

    private static Rotations From(IEnumerable<Matrix<double>> blocks, int side)
    {
        Matrix<double>[] all = [.. blocks];
        return new Rotations([.. all.SelectMany(block => block.ToRowMajorArray().Select(value => (float)value))], all.Length, side);
    }
}
