using LatentDiffusion.Evaluation;

namespace LatentDiffusion.Datasets;

/// <summary>Rejects samples that do not fit their captions: by the CLIP score, 100 times the cosine of both embeddings.</summary>
internal sealed class ClipGate : IQualityGate
{
    private const int Remembered = 10_000;
    private readonly FeatureNetwork _network;
    private readonly double _least;
    private readonly Dictionary<string, float[]> _texts = new(StringComparer.Ordinal);

    /// <summary>Makes the gate.</summary>
    /// <param name="plan">The plan, for messages.</param>
    /// <param name="network">A network that reads prompts.</param>
    /// <param name="least">The least score that passes.</param>
    /// <exception cref="PlanException">The network has no encoder of prompts.</exception>
    public ClipGate(PlanSettings plan, FeatureNetwork network, double least)
    {
        (_network, _least) = (network, least);
        if (!network.ReadsPrompts)
            throw new PlanException(
                plan.File, 0, $"the gate 'clip' needs a network with an encoder of prompts; '{network.Name}' has none.");
    }

    /// <inheritdoc/>
    public string Name => "clip";

    /// <inheritdoc/>
    public GateVerdict Check(SampleRecipe recipe, RgbImage image, CancellationToken cancellationToken)
    {
        if (!_texts.TryGetValue(recipe.Caption, out float[]? text))
        {
            if (_texts.Count >= Remembered) _texts.Clear();
            _texts[recipe.Caption] = text = _network.ExtractPrompt(recipe.Caption, cancellationToken);
        }

        double score = Math.Round(100 * DuplicateGate.Cosine(_network.Extract([image], cancellationToken)[0], text), 4);
        return new GateVerdict(
            score, score < _least ? FormattableString.Invariant($"clip: the score with its caption is {score}, below {_least}") : null);
    }
}
