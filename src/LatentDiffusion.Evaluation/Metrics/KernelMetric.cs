namespace LatentDiffusion.Evaluation;

/// <summary>
/// The kernel distance: the unbiased squared maximum mean discrepancy of subsets under k(x, y) = (⟨x, y⟩/d + 1)³
/// (Bińkowski et al. 2018, https://arxiv.org/abs/1801.01401, eq. 4), with the subsets of torch-fidelity.
/// </summary>
internal sealed class KernelMetric : Metric
{
    private const int UsualSubset = 1000;

    /// <inheritdoc/>
    public override string Name => "kid";

    /// <inheritdoc/>
    public override string Meaning => "kernel distance between the features of both sets; KID with Inception's; fit for small sets";

    /// <inheritdoc/>
    public override int AdvisedCount(int dimension) => UsualSubset;

    /// <inheritdoc/>
    internal override long LeastCount(MetricOptions options) => Math.Max(options.KernelSubsetSize ?? 0, 2);

    /// <inheritdoc/>
    protected internal override IReadOnlyList<MetricValue> Measure(
        FeatureSet generated, FeatureSet? real, MetricOptions options, CancellationToken cancellationToken)
    {
        int size = options.KernelSubsetSize ?? Math.Min(UsualSubset, Math.Min(generated.Count, real!.Count));
        RequireCount(generated, LeastCount(options), "generated");
        RequireCount(real!, LeastCount(options), "real");
        LegacyRandom random = new(options.Seed);
        double[] distances = new double[options.KernelSubsets];
        for (int i = 0; i < distances.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            double[] x = Rows.ToDoubles(generated, random.Choice(generated.Count, size));
            double[] y = Rows.ToDoubles(real!, random.Choice(real!.Count, size));
            distances[i] = Distance(x, y, size, generated.Dimension);
        }

        double mean = distances.Average();
        double deviation = Math.Sqrt(distances.Average(d => (d - mean) * (d - mean)));
        return [new(Name, mean, HigherIsBetter: false) { Deviation = deviation }];
    }

    private static double Distance(double[] x, double[] y, int m, int d)
    {
        double[] products = new double[m * m];
        double within = Off(x) + Off(y);
        MatrixProduct.OfRows(x, y, d, products);
        double between = 0;
        foreach (double p in products) between += Kernel(p, d);
        return within - 2 * between / ((double)m * m);

        double Off(double[] rows)
        {
            MatrixProduct.OfRows(rows, rows, d, products);
            double sum = 0;
            for (int i = 0; i < m; i++)
                for (int j = 0; j < m; j++)
                    if (i != j) sum += Kernel(products[i * m + j], d);
            return sum / ((double)m * (m - 1));
        }
    }

    private static double Kernel(double product, int d)
    {
        double k = product / d + 1;
        return k * k * k;
    }
}
