using LatentDiffusion.Storage;

namespace LatentDiffusion.Checkpoints;

/// <summary>The tensors of a checkpoint by what is left of their keys behind the prefixes of one component.</summary>
internal sealed class ComponentKeys
{
    private const int Longest = 120; // characters before a component's own names; real ones have up to 60

    private readonly Dictionary<string, List<(string Prefix, StoredTensor Tensor)>> _tensors = new(StringComparer.Ordinal);

    /// <summary>Sorts the tensors of a checkpoint.</summary>
    /// <param name="weights">The checkpoint.</param>
    /// <param name="prefixes">What may stand before the component's own names (<see cref="KeyPrefixes"/>).</param>
    public ComponentKeys(Weights weights, IReadOnlyList<string> prefixes)
    {
        foreach (var (key, tensor) in weights.Tensors)
        {
            foreach (int end in Ends(key, prefixes))
            {
                string own = key[end..];
                if (!_tensors.TryGetValue(own, out var found)) _tensors[own] = found = [];
                found.Add((key[..end], tensor));
            }
        }
    }

    /// <summary>The keys of the U-Net or transformer, and of what is said of the model beside it.</summary>
    public static ComponentKeys OfDenoiser(Weights weights) => new(weights, KeyPrefixes.Of("unet", KeyPrefixes.Denoiser));

    /// <summary>The tensors that have a key, and what stands before it.</summary>
    public IReadOnlyList<(string Prefix, StoredTensor Tensor)> All(string key) => _tensors.GetValueOrDefault(key) ?? [];

    /// <summary>A tensor by one of its names, or null.</summary>
    public StoredTensor? Find(params ReadOnlySpan<string> keys)
    {
        foreach (string key in keys)
            if (All(key) is [var (_, tensor), ..]) return tensor;
        return null;
    }

    /// <summary>Where a key's own name may begin: at its start, and behind each prefix or row of prefixes.</summary>
    private static List<int> Ends(string key, IReadOnlyList<string> prefixes)
    {
        List<int> ends = [0];
        for (int i = 0; i < ends.Count; i++)
        {
            foreach (string prefix in prefixes)
            {
                int end = ends[i] + prefix.Length;
                if (end <= Longest && key.AsSpan(ends[i]).StartsWith(prefix, StringComparison.Ordinal) && !ends.Contains(end)) ends.Add(end);
            }
        }

        return ends;
    }
}
