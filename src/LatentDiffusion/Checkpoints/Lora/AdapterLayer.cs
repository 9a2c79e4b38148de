namespace LatentDiffusion;

/// <summary>The tensors that change one layer.</summary>
/// <param name="Component">The component of the layer, or null where the file does not tell.</param>
/// <param name="Name">Name of the layer with underscores for dots.</param>
/// <param name="Tensors">Its tensors by their roles.</param>
internal sealed record AdapterLayer(string? Component, string Name, IReadOnlyDictionary<string, StoredTensor> Tensors)
{
    /// <summary>The number that the change is multiplied by, over the rank; null where the file has none, and it is the rank.</summary>
    public double? Alpha { get; init; }

    /// <summary>Whether alpha is divided by the root of the rank (rsLoRA, Kalajdzievski 2023, https://arxiv.org/abs/2312.03732).</summary>
    public bool IsRankStabilized { get; init; }

    /// <summary>Whether the file has a tensor for a role.</summary>
    public bool Has(string role) => Tensors.ContainsKey(role);

    /// <summary>Keys of the tensors, for messages.</summary>
    public IEnumerable<string> Keys => Tensors.Values.Select(t => t.Key);
}
