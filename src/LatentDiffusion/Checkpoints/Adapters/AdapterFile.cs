using System.Runtime.InteropServices;
using LatentDiffusion.Errors;
using LatentDiffusion.Storage;

namespace LatentDiffusion.Checkpoints;

/// <summary>An adapter: a <c>.safetensors</c> file with changes of layers, in the names of any tool.</summary>
/// <param name="Path">Full path of the file, as messages name it.</param>
/// <param name="Layers">The changes.</param>
/// <param name="Words">Learned words that come with it.</param>
internal sealed record AdapterFile(string Path, IReadOnlyList<AdapterLayer> Layers, IReadOnlyList<BundledWord> Words)
{
    private const string AlphaRole = "alpha", OnInputRole = "on_input";
    private const int LongestKey = 1000;
    private static readonly IAdapterNaming[] Namings = [new KohyaNaming(), new FluxProcessorNaming(), new DottedNaming()];

    /// <summary>Opens a file.</summary>
    /// <exception cref="ModelFormatException">
    /// It is not sound, holds no tensors, has keys that no tool writes, or values that are not finite; the message lists them.
    /// </exception>
    public static AdapterFile Open(string path)
    {
        SafeFormat.Require(path, "adapters");
        path = System.IO.Path.GetFullPath(path);
        FileState state = StateOf(path);
        using SafetensorsFile file = SafetensorsFile.Open(path);
        if (file.Tensors.Count == 0) throw new ModelFormatException($"{path}: the file holds no tensors, so it is no adapter.");
        Dictionary<(string? Component, string Layer, bool IsOfFirstRows), Dictionary<string, StoredTensor>> groups = [];
        List<string> unknown = [], names = [];
        foreach (StoredTensor tensor in file.Tensors.Values.Where(t => !BundledWord.Is(t.Key)))
        {
            if (Parse(tensor.Key) is not { } key || !(tensor.Type.IsReal || key.Role is AlphaRole or OnInputRole))
            {
                unknown.Add(tensor.Key);
                continue;
            }

            if (AdapterRoles.IsNothing(key.Role))
            {
                if (file.Bytes(tensor).ContainsAnyExcept((byte)0)) unknown.Add(tensor.Key);
                continue;
            }

            ref Dictionary<string, StoredTensor>? roles =
                ref CollectionsMarshal.GetValueRefOrAddDefault(groups, (key.Component, key.Layer, key.IsOfFirstRows), out _);
            roles ??= new(StringComparer.Ordinal);
            if (key.Adapter.Length > 0 && !names.Contains(key.Adapter)) names.Add(key.Adapter);
            if (names.Count > 1)
                throw new ModelFormatException(
                    $"{path}: the file holds several adapters: {Listing.Of(names)}. Save each in a file of its own.");
            if (!roles.TryAdd(key.Role, tensor))
                throw new ModelFormatException(
                    $"{path}: '{Shown.Of(roles[key.Role].Key)}' and '{Shown.Of(tensor.Key)}' are the same of one layer.");
        }

        if (unknown.Count > 0)
            throw new ModelFormatException($"{path}: not an adapter of a known kind: {Listing.Of(unknown)} cannot be placed.");
        foreach (StoredTensor tensor in groups.Values.SelectMany(roles => roles.Values)) RequireFinite(path, file, tensor);
        AdapterMetadata metadata = (IsOfPeft(path, file) ? AdapterMetadata.Beside(path) : null) ?? AdapterMetadata.Of(file.Metadata);
        var layers = groups.Select(
            g => Layer(file, g.Key.Component, g.Key.Layer, g.Value, metadata) with { IsOfFirstRows = g.Key.IsOfFirstRows });
        return new AdapterFile(
            path,
            [.. layers],
            [.. file.Tensors.Values.Where(t => BundledWord.Is(t.Key)).Select(tensor => BundledWord.Read(file, tensor))])
        {
            State = state,
        };
    }

    /// <summary>The file as it was when it was opened; values are read from it again whenever adapters change.</summary>
    public required FileState State { get; init; }

    /// <summary>Whether every layer is of low rank and multiplied by 0.</summary>
    public bool IsSilent => Layers.Count > 0 && Layers.All(layer => layer.Alpha == 0 && layer.Tensors.Keys.All(
        role => role is "lora_up" or "lora_down" or "lora_mid" || role.StartsWith("hada_", StringComparison.Ordinal)));

    /// <summary>Fails where the file is another one by now: what was checked is not what would be read.</summary>
    /// <exception cref="ModelFormatException">It was replaced, changed or removed.</exception>
    public void RequireUnchanged()
    {
        if (StateOf(Path) != State)
            throw new ModelFormatException(
                $"{Path}: the file was replaced or removed after it was loaded as an adapter; unload it, and load it again.");
    }

    /// <summary>Whether keys are those of an adapter: a file with others too is none.</summary>
    public static bool HasOnlyKeysOfAdapters(IEnumerable<string> keys) =>
        keys.Any() && keys.All(key => BundledWord.Is(key) || Parse(key) is not null);

    private static FileState StateOf(string path)
    {
        try
        {
            return FileState.Of(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelFormatException($"{path}: the file cannot be read: {Shown.Cause(e)}.", e);
        }
    }

    private static AdapterKey? Parse(string key)
    {
        if (key.Length > LongestKey) return null;
        foreach (IAdapterNaming naming in Namings)
            if (naming.Parse(key) is { } parsed) return parsed;
        return null;
    }

    /// <summary>Whether PEFT wrote the file, with its configuration beside it.</summary>
    private static bool IsOfPeft(string path, SafetensorsFile file) =>
        System.IO.Path.GetFileName(path) == "adapter_model.safetensors"
        || file.Tensors.Keys.Any(key => key.StartsWith("base_model.model.", StringComparison.Ordinal));

    private static AdapterLayer Layer(
        SafetensorsFile file, string? component, string name, Dictionary<string, StoredTensor> tensors, AdapterMetadata metadata)
    {
        bool? isOnInput = tensors.Remove(OnInputRole, out StoredTensor? onInput) ? StoredNumber.Of(file, onInput) != 0 : null;
        bool hasAlpha = tensors.Remove(AlphaRole, out StoredTensor? alpha);
        string key = (tensors.Values.FirstOrDefault() ?? alpha ?? onInput)!.Key;
        AdapterLayer layer = new(component, name, tensors) { IsOnInput = isOnInput ?? PeftFactorKind.IsOnInput(file, tensors, metadata) };
        return hasAlpha
            ? layer with { Alpha = StoredNumber.Of(file, alpha!) }
            : layer with
            {
                Alpha = metadata.AlphaOf(component, key),
                Rank = tensors.Keys.Any(role => role.StartsWith("lokr", StringComparison.Ordinal)) ? metadata.RankOf(component, key) : null,
                IsRankStabilized = metadata.IsRankStabilized(component),
                Rotation = InputRotationKind.ConfigOf(file, tensors, metadata),
            };
    }

    private static void RequireFinite(string path, SafetensorsFile file, StoredTensor tensor)
    {
        if (tensor.Type.IsReal && !StoredValues.AreFinite(tensor.Type, file.Bytes(tensor)))
            throw new ModelFormatException($"{path}: '{Shown.Of(tensor.Key)}' has values that are not finite.");
    }
}
