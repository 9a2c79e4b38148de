using LatentDiffusion.Storage;

namespace LatentDiffusion.Checkpoints;

/// <summary>Whether tensors are the same, so that it does not matter which of them is read.</summary>
internal sealed class SameValues : IDisposable
{
    private readonly Dictionary<string, SafetensorsFile> _open = new(StringComparer.Ordinal);

    /// <summary>Whether two tensors hold the same bytes as the same parameter, be it that one is the other with rows as columns.</summary>
    public bool Are(BoundParameter a, BoundParameter b)
    {
        if (ReferenceEquals(a.Tensor, b.Tensor)) return true;
        if ((a.Layout with { Key = "", Transposed = false }) != (b.Layout with { Key = "", Transposed = false })
            || a.Tensor.Type != b.Tensor.Type || a.Tensor.Length != b.Tensor.Length)
        {
            return false;
        }

        ReadOnlySpan<byte> first = Bytes(a.Tensor), second = Bytes(b.Tensor);
        return a.Layout.Transposed == b.Layout.Transposed
            ? first.SequenceEqual(second)
            : a.Layout.Rows is null && a.Tensor.Shape is [var rows, var columns] && rows * columns > 0
                && AreTransposed(first, second, (int)rows, (int)columns);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (SafetensorsFile file in _open.Values) file.Dispose();
    }

    private static bool AreTransposed(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, int rows, int columns)
    {
        int size = first.Length / (rows * columns);
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                ReadOnlySpan<byte> one = first.Slice((row * columns + column) * size, size);
                if (!one.SequenceEqual(second.Slice((column * rows + row) * size, size))) return false;
            }
        }

        return true;
    }

    private ReadOnlySpan<byte> Bytes(StoredTensor tensor)
    {
        if (!_open.TryGetValue(tensor.File, out SafetensorsFile? file)) _open[tensor.File] = file = SafetensorsFile.Open(tensor.File);
        return file.Bytes(tensor);
    }
}
