using LatentDiffusion.Evaluation;

namespace LatentDiffusion.Datasets;

/// <summary>The gates of a plan, with the networks that they need.</summary>
internal sealed class GateSet : IDisposable
{
    private readonly Dictionary<string, FeatureNetwork> _networks = new(StringComparer.Ordinal);

    /// <summary>Loads what a plan asks for.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="others">Gates that the caller brings.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="PlanException">A network cannot do what it is asked for.</exception>
    public GateSet(DatasetPlan plan, IReadOnlyList<IQualityGate> others, CancellationToken cancellationToken)
    {
        QualitySettings settings = plan.Settings.Gates;
        try
        {
            List<IQualityGate> gates = [new UniformGate(settings.Deviation), .. others];
            if (settings.Classifier is { } classifier)
                gates.Add(new ClassifierGate(plan.Settings, Network(classifier.Network), classifier.Least));
            if (settings.Clip is { } clip) gates.Add(new ClipGate(plan.Settings, Network(clip.Network), clip.Least));
            if (settings.Feature is { } feature)
                gates.Add(new FeatureGate(plan.Settings, Network(feature.Network), feature.Least, cancellationToken));
            if (settings.Memorisation is { } memory) gates.Add(new MemorisationGate(Network(memory.Network), memory, cancellationToken));
            if (settings.Duplicates is { } duplicates)
                Duplicates = new DuplicateGate(duplicates, duplicates.Network is { } n ? Network(n) : null);
            All = gates;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The gates that look at one sample.</summary>
    public IReadOnlyList<IQualityGate> All { get; }

    /// <summary>The gate between samples, or null.</summary>
    public DuplicateGate? Duplicates { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (FeatureNetwork network in _networks.Values) network.Dispose();
    }

    private FeatureNetwork Network(string folder) => _networks.TryGetValue(folder, out FeatureNetwork? known)
        ? known : _networks[folder] = FeatureNetwork.Load(folder, new FeatureNetworkOptions { BatchSize = 1 });
}
