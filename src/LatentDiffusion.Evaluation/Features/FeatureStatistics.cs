using System.Numerics.Tensors;

namespace LatentDiffusion.Evaluation;

/// <summary>
/// Mean and covariance of features, in memory that does not grow with the number of pictures. Parts that were gathered apart, by several
/// processes say, merge to what one would have gathered (Chan, Golub and LeVeque 1979, eq. 2.1).
/// </summary>
/// <remarks>Not safe for use by several threads at once.</remarks>
public sealed class FeatureStatistics
{
    private const int Batch = 64;

    private readonly double[] _mean;
    private readonly double[] _scatter; // [d, d]: the sum of (x - mean)(x - mean)ᵀ
    private readonly double[] _waiting; // [Batch, d]
    private int _waitingCount;
    private long _count;

    /// <summary>Statistics of nothing yet.</summary>
    /// <param name="dimension">Elements of a feature vector, at least 1.</param>
    public FeatureStatistics(int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        Dimension = dimension;
        _mean = new double[dimension];
        _scatter = new double[checked(dimension * dimension)];
        _waiting = new double[Batch * dimension];
    }

    private FeatureStatistics(double[] mean, double[] covariance, long? count)
        : this(mean.Length)
    {
        _mean = mean;
        _count = count ?? 2; // so that the scatter is the covariance
        KnowsCount = count is not null;
        TensorPrimitives.Multiply(covariance, (double)(_count - 1), _scatter);
    }

    /// <summary>Elements of a feature vector.</summary>
    public int Dimension { get; }

    /// <summary>The number of pictures, or null where it is not known: files of other programs do not hold it.</summary>
    public long? Count => KnowsCount ? _count + _waitingCount : null;

    /// <summary>The mean: <see cref="Dimension"/> elements.</summary>
    public ReadOnlySpan<double> Mean
    {
        get
        {
            Flush();
            return _mean;
        }
    }

    private bool KnowsCount { get; } = true;

    /// <summary>Adds the features of one picture.</summary>
    /// <param name="features"><see cref="Dimension"/> finite numbers.</param>
    /// <exception cref="EvaluationException">Another number of them, or one that is not finite.</exception>
    public void Add(ReadOnlySpan<float> features)
    {
        RequireCount("Features cannot be added");
        if (features.Length != Dimension)
            throw new EvaluationException($"The features of a picture are {features.Length} numbers, expected {Dimension}.");
        if (TensorPrimitives.IsFiniteAll(features) is false)
            throw new EvaluationException("The features of a picture are not all finite numbers.");
        TensorPrimitives.ConvertChecked(features, _waiting.AsSpan(_waitingCount * Dimension, Dimension));
        if (++_waitingCount == Batch) Flush();
    }

    /// <summary>Adds what another instance gathered, which stays as it is.</summary>
    /// <param name="other">Of the same network.</param>
    /// <exception cref="EvaluationException">Other dimensions, or a count that is not known.</exception>
    public void Merge(FeatureStatistics other)
    {
        ArgumentNullException.ThrowIfNull(other);
        RequireCount("Statistics cannot be merged");
        other.RequireCount("Statistics cannot be merged");
        if (other.Dimension != Dimension)
            throw new EvaluationException($"Statistics of {other.Dimension} dimensions do not fit those of {Dimension}.");
        Flush();
        other.Flush();
        Merge(other._count, other._mean, other._scatter);
    }

    /// <summary>The covariance with the divisor n - 1: [<see cref="Dimension"/>, <see cref="Dimension"/>].</summary>
    /// <exception cref="EvaluationException">There are fewer than two pictures.</exception>
    public double[] Covariance()
    {
        Flush();
        if (_count < 2) throw new EvaluationException($"A covariance needs at least 2 pictures; there are {_count}.");
        double[] covariance = new double[_scatter.Length];
        TensorPrimitives.Divide(_scatter, (double)(_count - 1), covariance);
        return covariance;
    }

    /// <summary>Writes mean and covariance as pytorch-fid and clean-fid do (<c>mu</c>, <c>sigma</c>), and beside them the count.</summary>
    /// <param name="path">The <c>.npz</c> file; it is there whole or not at all.</param>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        double[] covariance = Covariance();
        AtomicFile.Write(path, StatisticsFile.Write(_mean, covariance, Count));
    }

    /// <summary>Reads a file of <see cref="Save"/>, of pytorch-fid or of clean-fid.</summary>
    /// <param name="path">The <c>.npz</c> file.</param>
    /// <exception cref="EvaluationException">It is not one, or damaged.</exception>
    /// <exception cref="IOException">It is missing or cannot be read.</exception>
    public static FeatureStatistics Load(string path)
    {
        var (mean, covariance, count) = StatisticsFile.Read(path);
        return new FeatureStatistics(mean, covariance, count);
    }

    private void RequireCount(string what)
    {
        if (!KnowsCount) throw new EvaluationException($"{what}: the file does not say of how many pictures they are.");
    }

    private void Flush()
    {
        if (_waitingCount == 0) return;
        int n = _waitingCount, d = Dimension;
        double[] mean = new double[d], columns = new double[d * n], scatter = new double[d * d];
        for (int i = 0; i < n; i++) TensorPrimitives.Add(mean, _waiting.AsSpan(i * d, d), mean);
        TensorPrimitives.Divide(mean, n, mean);
        for (int i = 0; i < n; i++)
            for (int j = 0; j < d; j++) columns[j * n + i] = _waiting[i * d + j] - mean[j];
        MatrixProduct.OfRows(columns, columns, n, scatter);
        _waitingCount = 0;
        Merge(n, mean, scatter);
    }

    private void Merge(long count, double[] mean, double[] scatter)
    {
        if (count == 0) return;
        long total = _count + count;
        double[] delta = new double[Dimension];
        TensorPrimitives.Subtract(mean, _mean, delta);
        double weight = (double)_count * count / total;
        TensorPrimitives.Add(_scatter, scatter, _scatter);
        for (int i = 0; i < Dimension && weight > 0; i++)
        {
            Span<double> row = _scatter.AsSpan(i * Dimension, Dimension);
            TensorPrimitives.MultiplyAdd(delta, delta[i] * weight, row, row);
        }

        TensorPrimitives.MultiplyAdd(delta, (double)count / total, _mean, _mean);
        _count = total;
    }
}
