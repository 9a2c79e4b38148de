using LatentDiffusion.Evaluation;

namespace LatentDiffusion.Datasets;

/// <summary>Rejects samples that are nearly pictures which the model was trained on.</summary>
/// <param name="network">A network with features.</param>
/// <param name="settings">The training pictures, and how near is too near.</param>
/// <param name="cancellationToken">Stops the reading.</param>
internal sealed class MemorisationGate(FeatureNetwork network, MemorisationSettings settings, CancellationToken cancellationToken)
    : IQualityGate
{
    private readonly NearestFeatures _training = new(network, settings.Folder, cancellationToken);

    /// <inheritdoc/>
    public string Name => "memorisation";

    /// <inheritdoc/>
    public GateVerdict Check(SampleRecipe recipe, RgbImage image, CancellationToken cancellationToken)
    {
        var (name, cosine) = _training.Find(network.Extract([image], cancellationToken)[0]);
        return new GateVerdict(cosine, cosine > settings.Most
            ? FormattableString.Invariant($"memorisation: the cosine to the training picture '{name}' is {cosine}, above {settings.Most}")
            : null);
    }
}
