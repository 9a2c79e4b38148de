namespace LatentDiffusion;

/// <summary>Finds for each layer of adapters the weights that it changes.</summary>
internal static class AdapterBinding
{
    private static readonly string[]
        Denoisers = ["unet", "transformer"],
        TextEncoders = ["text_encoder", "text_encoder_2", "text_encoder_3"];

    /// <summary>The changes of all components by their names.</summary>
    /// <param name="folder">The model.</param>
    /// <param name="adapters">The adapters, in order.</param>
    /// <exception cref="ModelFormatException">
    /// A layer is not one of the model, or its tensors do not fit; the message lists all of them.
    /// </exception>
    public static IReadOnlyDictionary<string, AdapterChange> Bind(ModelFolder folder, IReadOnlyList<LoadedAdapter> adapters)
    {
        Dictionary<string, AdapterChange> changes = new(StringComparer.Ordinal);
        if (adapters.Count == 0) return changes;
        var targets = Denoisers.Concat(TextEncoders).Where(folder.HasGraph)
            .ToDictionary(name => name, name => new AdapterTargets(folder.Source(name).Parameters), StringComparer.Ordinal);
        bool exported = targets.Keys.Any(name => folder.Source(name) is OnnxSource);
        foreach (LoadedAdapter adapter in adapters) Bind(adapter, targets, exported, changes);
        return changes;
    }

    private static void Bind(
        LoadedAdapter adapter, Dictionary<string, AdapterTargets> targets, bool exported, Dictionary<string, AdapterChange> changes)
    {
        List<string> nowhere = [], faults = [];
        foreach (AdapterLayer layer in adapter.File.Layers)
        {
            string? component = Candidates(layer.Component)
                .FirstOrDefault(c => targets.TryGetValue(c, out var known) && known.Of(layer.Name).Count > 0);
            if (component is null) nowhere.AddRange(layer.Keys);
            else foreach (AdapterTarget target in targets[component].Of(layer.Name))
            {
                if (Fault(layer, target) is { } fault)
                {
                    faults.Add(fault);
                    break;
                }

                if (!changes.TryGetValue(component, out AdapterChange? change)) changes[component] = change = new AdapterChange();
                change.Add(layer, target, Denoisers.Contains(component) ? adapter.Scale : adapter.TextScale);
            }
        }

        if (nowhere.Count == 0 && faults.Count == 0) return;
        string[] reasons =
        [
            .. nowhere.Count == 0 ? (string[])[] : [$"{nowhere.Count} keys belong to no layer of the model: {Listing.Of(nowhere)}"],
            .. faults.Count == 0 ? (string[])[] : [$"{faults.Count} layers do not fit: {Listing.Of(faults)}"],
        ];
        string hint = exported && nowhere.Count > 0
            ? " Of a model that is ONNX graphs, only those that kept the names of their weights can be changed, "
                + "as latent-diffusion-export keeps them."
            : "";
        throw new ModelFormatException(
            $"{adapter.File.Path}: not an adapter for this model ({string.Join(", ", targets.Keys)}). "
            + $"{string.Join("; ", reasons)}. Nothing was changed.{hint}");
    }

    private static string[] Candidates(string? component) => component switch
    {
        null => [.. Denoisers, .. TextEncoders],
        AdapterKey.Denoiser => Denoisers,
        KohyaNaming.T5 => [KohyaNaming.T5, "text_encoder_2"], // kohya numbers T5 so for every model, but Flux has it second
        _ => [component],
    };

    private static string? Fault(AdapterLayer layer, AdapterTarget target)
    {
        string shape = $"[{string.Join(", ", target.Shape)}]";
        string tensors = Listing.Of([.. layer.Tensors.Values.Select(t => $"{Shown.Of(t.Key)}: {t}")]);
        if (AdapterKind.Of(layer) is not { } kind) return $"'{Shown.Of(layer.Name)}' has tensors of no known kind ({tensors})";
        return kind.Matches(layer, target.Shape) && Magnitude.Matches(layer, target.Shape)
            ? null
            : $"'{Shown.Of(layer.Name)}' is {shape} in the model ({tensors})";
    }
}
