using LatentDiffusion.Storage;

namespace LatentDiffusion.Checkpoints;

/// <summary>Whether tensors are the same, so that it does not matter which of them is read.</summary>
internal sealed class SameValues : IDisposable
{
    private readonly Dictionary<string, SafetensorsFile> _open = new(StringComparer.Ordinal);

    /// <summary>Whether two tensors hold the same bytes as the same parameter.</summary>
    public bool Are(BoundParameter a, BoundParameter b) =>
        ReferenceEquals(a.Tensor, b.Tensor)
        || ((a.Layout with { Key = "" }) == (b.Layout with { Key = "" })
            && a.Tensor.Type == b.Tensor.Type && a.Tensor.Length == b.Tensor.Length
            && Bytes(a.Tensor).SequenceEqual(Bytes(b.Tensor)));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (SafetensorsFile file in _open.Values) file.Dispose();
    }

    private ReadOnlySpan<byte> Bytes(StoredTensor tensor)
    {
        if (!_open.TryGetValue(tensor.File, out SafetensorsFile? file)) _open[tensor.File] = file = SafetensorsFile.Open(tensor.File);
        return file.Bytes(tensor);
    }
}
