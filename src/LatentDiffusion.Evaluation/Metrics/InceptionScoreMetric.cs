using System.Numerics.Tensors;

namespace LatentDiffusion.Evaluation;

/// <summary>
/// The Inception Score: exp of the mean divergence of the pictures' class probabilities from their mean (Salimans et al. 2016,
/// https://arxiv.org/abs/1606.03498, section 4), with the shuffle and the splits of torch-fidelity.
/// </summary>
internal sealed class InceptionScoreMetric : Metric
{
    /// <inheritdoc/>
    public override string Name => "inception-score";

    /// <inheritdoc/>
    public override string Meaning => "how sure a classifier is of each picture and how many classes there are; at most their number";

    /// <inheritdoc/>
    public override bool NeedsReal => false;

    /// <inheritdoc/>
    public override MetricNeeds Needs => MetricNeeds.Logits;

    /// <inheritdoc/>
    public override int AdvisedCount(int dimension) => 5000;

    /// <inheritdoc/>
    internal override long LeastCount(MetricOptions options) => options.Splits;

    /// <inheritdoc/>
    protected internal override IReadOnlyList<MetricValue> Measure(
        FeatureSet generated, FeatureSet? real, MetricOptions options, CancellationToken cancellationToken)
    {
        RequireCount(generated, LeastCount(options), "generated");
        int n = generated.Count, classes = generated.Logits!.Value.Length / n;
        int[] order = new LegacyRandom(options.Seed).Permutation(n);
        double[] scores = new double[options.Splits];
        for (int split = 0; split < scores.Length; split++)
        {
            int first = (int)((long)split * n / scores.Length), end = (int)((long)(split + 1) * n / scores.Length);
            scores[split] = Score(generated.Logits.Value.Span, classes, order.AsSpan(first..end));
        }

        double mean = scores.Average();
        double deviation = Math.Sqrt(scores.Average(s => (s - mean) * (s - mean)));
        return [new(Name, mean, HigherIsBetter: true) { Range = (1, double.PositiveInfinity), Deviation = deviation }];
    }

    /// <summary>exp(mean Σ p log p - Σ p̄ log p̄), which is the mean divergence from the mean p̄.</summary>
    private static double Score(ReadOnlySpan<float> logits, int classes, ReadOnlySpan<int> pictures)
    {
        double[] p = new double[classes], mean = new double[classes];
        double negativeEntropy = 0;
        foreach (int picture in pictures)
        {
            TensorPrimitives.ConvertTruncating(logits.Slice(picture * classes, classes), p);
            TensorPrimitives.SoftMax(p, p);
            TensorPrimitives.Add(mean, p, mean);
            negativeEntropy -= Entropy(p);
        }

        TensorPrimitives.Divide(mean, pictures.Length, mean);
        return Math.Exp(negativeEntropy / pictures.Length + Entropy(mean));
    }

    private static double Entropy(double[] p)
    {
        double sum = 0;
        foreach (double value in p)
            if (value > 0) sum -= value * Math.Log(value);
        return sum;
    }
}
