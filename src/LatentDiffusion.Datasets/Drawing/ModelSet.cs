namespace LatentDiffusion.Datasets;

/// <summary>The models of a plan, of which one is loaded at a time.</summary>
internal sealed class ModelSet : IDisposable
{
    private readonly Dictionary<string, Entry> _models = new(StringComparer.Ordinal);
    private Entry? _current;
    private LatentDiffusionPipeline? _pipeline;
    private double[] _scales = [];

    /// <summary>Finds the models and takes their fingerprints.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="options">Where models are.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public ModelSet(DatasetPlan plan, DatasetOptions options, CancellationToken cancellationToken)
    {
        foreach (ModelSettings model in plan.Settings.Models.Values)
        {
            DatasetModel found = options.FindModel(model.Path);
            string[] adapters = [.. model.Adapters.Select(a => options.FindAdapter(a.Path))];
            _models.Add(model.Name, new Entry(
                model, found, Fingerprint.Of(found.Path, cancellationToken), adapters,
                [.. adapters.Select(a => Fingerprint.Of(a, cancellationToken))]));
        }
    }

    /// <summary>The fingerprints of models and adapters, by name.</summary>
    public IReadOnlyDictionary<string, string> Hashes => new SortedDictionary<string, string>(
        _models.Values.SelectMany(m => m.Adapters.Index()
            .Select(a => KeyValuePair.Create($"{m.Settings.Name}/{m.Settings.Adapters[a.Index].Name}", m.AdapterHashes[a.Index]))
            .Prepend(KeyValuePair.Create(m.Settings.Name, m.Hash))).ToDictionary(),
        StringComparer.Ordinal);

    /// <summary>The model that is loaded, or null.</summary>
    public string? Loaded => _current?.Settings.Name;

    /// <summary>The fingerprints of a model and its adapters.</summary>
    public (string Model, IReadOnlyList<string> Adapters) HashesOf(string model) => (_models[model].Hash, _models[model].AdapterHashes);

    /// <summary>A model with the scales of its adapters set; another that was loaded is let go.</summary>
    public LatentDiffusionPipeline Use(string model, IReadOnlyList<KeyValuePair<string, double>> adapters)
    {
        Entry entry = _models[model];
        if (_current != entry)
        {
            _pipeline?.Dispose();
            (_pipeline, _current) = (null, null);
            LatentDiffusionPipeline loaded = entry.Model.Load();
            try
            {
                for (int i = 0; i < entry.Adapters.Count; i++) loaded.LoadLora(entry.Adapters[i], adapters[i].Value, adapters[i].Key);
            }
            catch
            {
                loaded.Dispose();
                throw;
            }

            (_pipeline, _current, _scales) = (loaded, entry, [.. adapters.Select(a => a.Value)]);
        }

        for (int i = 0; i < adapters.Count; i++)
        {
            if (_scales[i].Equals(adapters[i].Value)) continue;
            _pipeline!.SetLoraScale(adapters[i].Key, adapters[i].Value);
            _scales[i] = adapters[i].Value;
        }

        return _pipeline!;
    }

    /// <inheritdoc/>
    public void Dispose() => _pipeline?.Dispose();

    private sealed record Entry(
        ModelSettings Settings, DatasetModel Model, string Hash, IReadOnlyList<string> Adapters, IReadOnlyList<string> AdapterHashes);
}
