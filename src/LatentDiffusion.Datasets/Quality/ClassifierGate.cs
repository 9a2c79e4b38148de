using System.Numerics.Tensors;
using LatentDiffusion.Evaluation;

namespace LatentDiffusion.Datasets;

/// <summary>Rejects samples that a classifier does not take for their class.</summary>
internal sealed class ClassifierGate : IQualityGate
{
    private readonly FeatureNetwork _network;
    private readonly int[] _logits;
    private readonly double _least;

    /// <summary>Makes the gate.</summary>
    /// <param name="plan">The plan, whose classes are numbered as the logits unless it says otherwise.</param>
    /// <param name="network">A network with logits.</param>
    /// <param name="least">The least probability of the own class that passes.</param>
    /// <exception cref="PlanException">The network has no logit for a class.</exception>
    public ClassifierGate(PlanSettings plan, FeatureNetwork network, double least)
    {
        (_network, _least) = (network, least);
        _logits = [.. plan.Classes.Select((c, i) => c.Logit ?? i)];
        for (int i = 0; i < _logits.Length; i++)
            if (_logits[i] >= network.Classes)
                throw new PlanException(
                    plan.File, plan.Classes[i].Line,
                    FormattableString.Invariant($"the classifier '{network.Name}' has {network.Classes} classes, and none of the number ")
                    + FormattableString.Invariant($"{_logits[i]} for '{plan.Classes[i].Name}'; say it as 'logit'."));
    }

    /// <inheritdoc/>
    public string Name => "classifier";

    /// <inheritdoc/>
    public GateVerdict Check(SampleRecipe recipe, RgbImage image, CancellationToken cancellationToken)
    {
        ReadOnlySpan<float> logits = _network.Extract([image], cancellationToken).Logits!.Value.Span;
        float[] probabilities = new float[logits.Length];
        TensorPrimitives.SoftMax(logits, probabilities);
        double own = Math.Round(probabilities[_logits[recipe.Label]], 4);
        if (own >= _least) return new GateVerdict(own, null);
        int best = TensorPrimitives.IndexOfMax(probabilities);
        return new GateVerdict(own, FormattableString.Invariant(
            $"classifier: the probability of its class is {own}, below {_least}; number {best} has {probabilities[best]:0.####}"));
    }
}
