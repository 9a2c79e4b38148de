using LatentDiffusion.Storage;

namespace LatentDiffusion.Checkpoints;

/// <summary>The tensors that change one layer.</summary>
/// <param name="Component">The component of the layer, or null where the file does not tell.</param>
/// <param name="Name">Name of the layer with underscores for dots.</param>
/// <param name="Tensors">Its tensors by their roles.</param>
internal sealed record AdapterLayer(string? Component, string Name, IReadOnlyDictionary<string, StoredTensor> Tensors)
{
    /// <summary>
    /// The number that the change is multiplied by, over the rank; null where the file has none, and it is the rank. Of rotations, the
    /// bound on their size.
    /// </summary>
    public double? Alpha { get; init; }

    /// <summary>The rank that the file states, which goes before that of the tensors; null where it states none.</summary>
    public double? Rank { get; init; }

    /// <summary>Whether alpha is divided by the root of the rank (rsLoRA, Kalajdzievski 2023, https://arxiv.org/abs/2312.03732).</summary>
    public bool IsRankStabilized { get; init; }

    /// <summary>Whether the tensors are for the first rows of the layer only, as many as they have.</summary>
    public bool IsOfFirstRows { get; init; }

    /// <summary>Whether IA3's factors are of what goes into the layer, not of what comes out of it.</summary>
    public bool IsOnInput { get; init; }

    /// <summary>How PEFT makes rotations of its numbers.</summary>
    public RotationConfig? Rotation { get; init; }

    /// <summary>Whether the file has a tensor for a role.</summary>
    public bool Has(string role) => Tensors.ContainsKey(role);

    /// <summary>Keys of the tensors, for messages.</summary>
    public IEnumerable<string> Keys => Tensors.Values.Select(t => t.Key);

    /// <summary>The values of a tensor in float32.</summary>
    public float[] Values(string role)
    {
        using SafetensorsFile file = SafetensorsFile.Open(Tensors[role].File);
        StoredTensor tensor = Tensors[role];
        return StoredValues.ToSingle(tensor.Type, file.Bytes(tensor), (int)tensor.Shape.Aggregate(1L, (product, size) => product * size));
    }
}
