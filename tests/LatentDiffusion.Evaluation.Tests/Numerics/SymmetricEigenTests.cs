namespace LatentDiffusion.Evaluation.Tests;

public sealed class SymmetricEigenTests
{
    [Theory]
    [InlineData(5)]
    [InlineData(64)]
    [InlineData(131)]
    public void Vectors_AreOrthogonalAndKeptByTheMatrix(int n)
    {
        double[] matrix = Covariance(n, 2 * n), identity = new double[n * n], image = new double[n * n], products = new double[n * n];
        for (int i = 0; i < n; i++) identity[i * n + i] = 1;
        SymmetricEigen eigen = SymmetricEigen.Of(matrix, n);
        MatrixProduct.OfRows(eigen.Vectors, eigen.Vectors, n, products);
        Near(identity, products, 1e-12);
        MatrixProduct.OfRows(eigen.Vectors, matrix, n, image);
        Near(image, [.. Enumerable.Range(0, n * n).Select(i => eigen.Values[i / n] * eigen.Vectors[i])], 1e-12);
        Assert.Equal(eigen.Values.Order(), SymmetricEigen.ValuesOf([.. matrix], n).Order(), (a, b) => Math.Abs(a - b) < 1e-10 * n);
    }

    [Theory]
    [InlineData(1e-150)]
    [InlineData(1e150)]
    public void Values_OfExtremeSizes(double scale)
    {
        double[] values = SymmetricEigen.ValuesOf([2 * scale, 1 * scale, 0, 1 * scale, 2 * scale, 0, 0, 0, 7 * scale], 3);
        Assert.Equal([1, 3, 7], values.Select(v => Math.Round(v / scale, 9)).Order());
    }

    [Fact]
    public void Values_OfZerosAndDiagonals()
    {
        Assert.Equal([0, 0, 0], SymmetricEigen.ValuesOf(new double[9], 3));
        Assert.Equal([1, 2, 3], SymmetricEigen.ValuesOf([3, 0, 0, 0, 1, 0, 0, 0, 2], 3).Order());
        Assert.Equal([3], SymmetricEigen.Of([3], 1).Values);
    }

    [Fact]
    public void Values_OfWhatIsNotFinite_Fail() =>
        Assert.Throws<EvaluationException>(() => SymmetricEigen.ValuesOf([1, double.NaN, double.NaN, 1], 2));

    [Fact]
    public void Of_CanBeStopped() =>
        Assert.Throws<OperationCanceledException>(() => SymmetricEigen.Of(new double[16], 4, new CancellationToken(canceled: true)));

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(5, 3, 7)]
    [InlineData(37, 66, 19)]
    [InlineData(4, 35, 8)]
    [InlineData(67, 4, 1)]
    public void ProductsOfRows_AreThoseOfALoop(int rows, int columns, int depth)
    {
        Random random = new(1);
        double[] a = Numbers(random, rows * depth), b = Numbers(random, columns * depth), products = new double[rows * columns];
        MatrixProduct.OfRows(a, b, depth, products);
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                double sum = 0;
                for (int k = 0; k < depth; k++) sum += a[i * depth + k] * b[j * depth + k];
                Assert.Equal(sum, products[i * columns + j], 1e-12);
                Assert.Equal(MatrixProduct.Dot(a.AsSpan(i * depth, depth), b.AsSpan(j * depth, depth)), products[i * columns + j]);
            }
        }
    }

    private static double[] Covariance(int n, int samples)
    {
        double[] x = Numbers(new Random(n), n * samples), covariance = new double[n * n];
        MatrixProduct.OfRows(x, x, samples, covariance);
        return covariance;
    }

    private static double[] Numbers(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() - 0.5)];

    private static void Near(double[] expected, double[] actual, double relative)
    {
        double largest = expected.Max(Math.Abs);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], relative * largest);
    }
}
