using LatentDiffusion.Errors;

namespace LatentDiffusion.Checkpoints;

/// <summary>Finds for each layer of adapters the weights and biases that it changes.</summary>
internal sealed class AdapterBinding
{
    private static readonly string[]
        Denoisers = ["unet", "transformer"],
        TextEncoders = ["text_encoder", "text_encoder_2", "text_encoder_3"];

    private const int LongestFault = 500; // characters

    private readonly Dictionary<string, AdapterTargets> _targets;
    private readonly bool _exported;
    private readonly Dictionary<string, AdapterChange> _changes = new(StringComparer.Ordinal);

    private AdapterBinding(IComponents model)
    {
        _targets = Denoisers.Concat(TextEncoders).Where(model.HasGraph)
            .ToDictionary(name => name, name => new AdapterTargets(model.Source(name).Parameters), StringComparer.Ordinal);
        _exported = _targets.Keys.Any(name => model.Source(name) is OnnxSource);
    }

    /// <summary>The changes of all components by their names.</summary>
    /// <param name="model">The model.</param>
    /// <param name="adapters">The adapters, in order.</param>
    /// <exception cref="ModelFormatException">
    /// A layer is not one of the model, or its tensors do not fit; the message lists all of them.
    /// </exception>
    public static IReadOnlyDictionary<string, AdapterChange> Bind(IComponents model, IReadOnlyList<LoadedAdapter> adapters)
    {
        if (adapters.Count == 0) return new Dictionary<string, AdapterChange>();
        AdapterBinding binding = new(model);
        foreach (LoadedAdapter adapter in adapters) binding.Bind(adapter);
        return binding._changes;
    }

    private void Bind(LoadedAdapter adapter)
    {
        List<string> nowhere = [], faults = [];
        Dictionary<(string Component, string Parameter), AdapterLayer> changed = [];
        AdapterLayer[] unnamed = [.. adapter.File.Layers.Where(layer => layer.Component is null)];
        Dictionary<string, bool> fitting = _targets.Keys.ToDictionary(c => c, c => unnamed.Where(l => Has(c, l)).All(l => Fits(c, l)));
        foreach (AdapterLayer layer in adapter.File.Layers)
        {
            // Of a layer that names no component, the names are those of several text encoders, which differ in width.
            string? component = Candidates(layer.Component).Where(c => Has(c, layer))
                .OrderBy(c => layer.Component is not null || fitting[c] ? 0 : Fits(c, layer) ? 1 : 2).FirstOrDefault();
            if (component is null) nowhere.AddRange(layer.Keys);
            else if (AdapterFit.TargetsOf(layer, _targets[component], out string? fault) is not { } targets)
                faults.Add(fault!);
            else if (targets.FirstOrDefault(t => !changed.TryAdd((component, t.Parameter.Name), layer)) is { } twice)
                faults.Add(Twice(changed[(component, twice.Parameter.Name)], layer));
            else Add(component, layer, targets, adapter);
        }

        if (nowhere.Count == 0 && faults.Count == 0) return;
        string[] reasons =
        [
            .. nowhere.Count == 0 ? (string[])[]
                : [$"{Listing.Count(nowhere.Count, "key belongs", "keys belong")} to no layer of the model: {Listing.Of(nowhere)}"],
            .. faults.Count == 0 ? (string[])[]
                : [$"{Listing.Count(faults.Count, "layer does", "layers do")} not fit: {Listing.Of(faults, 6, LongestFault)}"],
        ];
        string hint = _exported && nowhere.Count > 0
            ? " Of a model that is ONNX graphs, only those that kept the names of their weights can be changed, "
                + "as latent-diffusion-export keeps them."
            : "";
        throw new ModelFormatException(
            $"{adapter.File.Path}: not an adapter for this model ({string.Join(", ", _targets.Keys)}). "
            + $"{string.Join("; ", reasons)}. Nothing was changed.{hint}");
    }

    private bool Has(string component, AdapterLayer layer) =>
        _targets.TryGetValue(component, out var known) && known.Of(layer.Name).Count + known.BiasesOf(layer.Name).Count > 0;

    private bool Fits(string component, AdapterLayer layer) => AdapterFit.TargetsOf(layer, _targets[component], out _) is not null;

    /// <summary>Other programs take one of them, or both; none can be meant.</summary>
    private static string Twice(AdapterLayer first, AdapterLayer second) =>
        $"'{Shown.Of(first.Keys.First())}' and '{Shown.Of(second.Keys.First())}' are of one layer, under two of its names";

    private void Add(string component, AdapterLayer layer, IEnumerable<AdapterTarget> targets, LoadedAdapter adapter)
    {
        if (!_changes.TryGetValue(component, out AdapterChange? change)) _changes[component] = change = new AdapterChange();
        double scale = Denoisers.Contains(component) ? adapter.Scale : adapter.TextScale;
        foreach (AdapterTarget target in targets) change.Add(layer, target, new AdapterStrength(scale, adapter.IsNamed));
    }

    private static string[] Candidates(string? component) => component switch
    {
        null => [.. Denoisers, .. TextEncoders],
        AdapterKey.Denoiser => Denoisers,
        AdapterKey.T5 => [AdapterKey.T5, "text_encoder_2"], // kohya numbers T5 so for every model, but Flux has it second
        _ => [component],
    };
}
