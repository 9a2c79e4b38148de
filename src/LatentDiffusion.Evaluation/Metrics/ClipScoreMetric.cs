using System.Numerics.Tensors;

namespace LatentDiffusion.Evaluation;

/// <summary>
/// How well pictures fit their prompts: 100·max(cos, 0) of CLIP's embeddings, as in torchmetrics. The paper (Hessel et al. 2021,
/// https://arxiv.org/abs/2104.08718, section 3) has 2.5 in the place of 100, and prompts begin with "A photo depicts ", which a network's
/// description can ask for.
/// </summary>
internal sealed class ClipScoreMetric : Metric
{
    private const double Percent = 100;

    /// <inheritdoc/>
    public override string Name => "clip-score";

    /// <inheritdoc/>
    public override string Meaning => "how well pictures fit their prompts: 100 times the cosine of CLIP's embeddings";

    /// <inheritdoc/>
    public override bool NeedsReal => false;

    /// <inheritdoc/>
    public override MetricNeeds Needs => MetricNeeds.Texts;

    /// <inheritdoc/>
    public override int AdvisedCount(int dimension) => 100;

    /// <inheritdoc/>
    protected internal override IReadOnlyList<MetricValue> Measure(
        FeatureSet generated, FeatureSet? real, MetricOptions options, CancellationToken cancellationToken)
    {
        double sum = 0, squares = 0;
        for (int i = 0; i < generated.Count; i++)
        {
            double score = Percent * Math.Max(Cosine(generated, i), 0);
            sum += score;
            squares += score * score;
        }

        double mean = sum / generated.Count;
        double deviation = Math.Sqrt(Math.Max(squares / generated.Count - mean * mean, 0));
        return [new(Name, mean, HigherIsBetter: true) { Range = (0, 100), Deviation = deviation }];
    }

    /// <summary>The cosine between a picture and its prompt; 0 where an embedding is all zeros.</summary>
    internal static double Cosine(FeatureSet set, int picture)
    {
        ReadOnlySpan<float> text = set.Texts!.Value.Span.Slice(picture * set.Dimension, set.Dimension);
        double norms = (double)TensorPrimitives.Norm(set[picture]) * TensorPrimitives.Norm(text);
        return norms > 0 ? TensorPrimitives.Dot(set[picture], text) / norms : 0;
    }
}
