using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace LatentDiffusion;

/// <summary>An adapter: a <c>.safetensors</c> file with changes of layers, in the names of any tool.</summary>
/// <param name="Path">Path of the file.</param>
/// <param name="Layers">The changes.</param>
internal sealed record AdapterFile(string Path, IReadOnlyList<AdapterLayer> Layers)
{
    private const string AlphaRole = "alpha";
    private static readonly IAdapterNaming[] Namings = [new KohyaNaming(), new DottedNaming()];

    /// <summary>Opens a file.</summary>
    /// <exception cref="ModelFormatException">It is not sound, or has keys that no tool writes; the message lists them.</exception>
    public static AdapterFile Open(string path)
    {
        if (!path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
            throw new ModelFormatException(
                $"{path}: adapters are read from .safetensors files only; other formats can run code when they are read.");
        using SafetensorsFile file = SafetensorsFile.Open(path);
        Dictionary<(string? Component, string Layer), Dictionary<string, StoredTensor>> groups = [];
        List<string> unknown = [];
        foreach (StoredTensor tensor in file.Tensors.Values)
        {
            if (Parse(tensor.Key) is not { } key || !(tensor.Type.IsReal || key.Role == AlphaRole))
            {
                unknown.Add(tensor.Key);
                continue;
            }

            ref Dictionary<string, StoredTensor>? roles =
                ref CollectionsMarshal.GetValueRefOrAddDefault(groups, (key.Component, key.Layer), out _);
            roles ??= new(StringComparer.Ordinal);
            roles[key.Role] = tensor;
        }

        if (unknown.Count > 0)
            throw new ModelFormatException($"{path}: not an adapter of a known kind: {Listing.Of(unknown)} cannot be placed.");
        AdapterMetadata metadata = AdapterMetadata.Of(file.Metadata);
        return new AdapterFile(file.Path, [.. groups.Select(g => Layer(file, g.Key.Component, g.Key.Layer, g.Value, metadata))]);
    }

    private static AdapterKey? Parse(string key)
    {
        foreach (IAdapterNaming naming in Namings)
            if (naming.Parse(key) is { } parsed) return parsed;
        return null;
    }

    private static AdapterLayer Layer(
        SafetensorsFile file, string? component, string name, Dictionary<string, StoredTensor> tensors, AdapterMetadata metadata)
    {
        if (tensors.Remove(AlphaRole, out StoredTensor? stored))
            return new AdapterLayer(component, name, tensors) { Alpha = Number(file, stored) };
        return new AdapterLayer(component, name, tensors)
        {
            Alpha = metadata.AlphaOf(component, tensors.Values.First().Key),
            IsRankStabilized = metadata.IsRankStabilized(component),
        };
    }

    private static double Number(SafetensorsFile file, StoredTensor tensor)
    {
        ReadOnlySpan<byte> bytes = file.Bytes(tensor);
        if (bytes.Length * 8 != tensor.Type.Bits)
            throw new ModelFormatException($"{file.Path}: '{Shown.Of(tensor.Key)}' is {tensor}, but one number is needed.");
        return tensor.Type.Name switch
        {
            "I64" => BinaryPrimitives.ReadInt64LittleEndian(bytes),
            "I32" => BinaryPrimitives.ReadInt32LittleEndian(bytes),
            _ => StoredValues.ToSingle(tensor.Type, bytes, 1)[0],
        };
    }
}
