using LatentDiffusion.Onnx;
using LatentDiffusion.Storage;

namespace LatentDiffusion.Runtime;

/// <summary>Writes weights in float32 to a file, one behind the other. Each thread has its own.</summary>
/// <param name="destination">The file.</param>
internal sealed class WeightWriter(LargePageWriter destination)
{
    // Elements that are converted at once: 4 MB.
    private const int PartLength = 1 << 20;

    // As many floats as a cache line holds.
    private const int TileRows = 16;

    private float[] _part = new float[PartLength];
    private float[] _tile = [];

    /// <summary>Writes the values of a weight in their order.</summary>
    /// <param name="tensor">The weight.</param>
    /// <param name="source">The file that it lies in.</param>
    public void Write(TensorProto tensor, MappedFile source)
    {
        for (long at = 0; at < tensor.Count; at += PartLength)
        {
            Span<float> part = _part.AsSpan(0, (int)Math.Min(PartLength, tensor.Count - at));
            Read(tensor, source, at, part);
            destination.Write(part);
        }
    }

    /// <summary>Writes the values of a matrix with its rows as columns.</summary>
    /// <param name="tensor">The matrix.</param>
    /// <param name="source">The file that it lies in.</param>
    public void WriteTransposed(TensorProto tensor, MappedFile source)
    {
        int rows = checked((int)tensor.Shape[0]), columns = checked((int)tensor.Shape[1]);
        int width = Math.Clamp(PartLength / rows, 1, columns);
        if (_part.Length < width * rows) _part = new float[width * rows];
        if (_tile.Length < TileRows * width) _tile = new float[TileRows * width];
        for (int first = 0; first < columns; first += width)
        {
            width = Math.Min(width, columns - first);
            Span<float> part = _part.AsSpan(0, width * rows);
            for (int top = 0; top < rows; top += TileRows)
            {
                int height = Math.Min(TileRows, rows - top);
                for (int row = 0; row < height; row++)
                    Read(tensor, source, (long)(top + row) * columns + first, _tile.AsSpan(row * width, width));
                for (int column = 0; column < width; column++)
                    for (int row = 0; row < height; row++) part[column * rows + top + row] = _tile[row * width + column];
            }

            destination.Write(part);
        }
    }

    /// <summary>Writes the values of a weight of a convolution in blocks of channels (<see cref="BlockedWeight"/>).</summary>
    /// <param name="tensor">The weight: channels out, channels in, height, width.</param>
    /// <param name="source">The file that it lies in.</param>
    /// <param name="block">Channels in a block, of which both numbers of channels are multiples.</param>
    public void WriteBlocked(TensorProto tensor, MappedFile source, int block)
    {
        int length = checked((int)(block * tensor.Shape[1] * tensor.Shape[2] * tensor.Shape[3]));
        if (_part.Length < length) _part = new float[length];
        if (_tile.Length < length) _tile = new float[length];
        Span<float> read = _tile.AsSpan(0, length), part = _part.AsSpan(0, length);
        for (long at = 0; at < tensor.Count; at += length)
        {
            Read(tensor, source, at, read);
            BlockedWeight.Write(read, tensor.Shape, block, part);
            destination.Write(part);
        }
    }

    private static void Read(TensorProto tensor, MappedFile source, long at, Span<float> destination)
    {
        StoredType type = StoredType.Find((int)tensor.Type)!;
        int size = type.Bits / 8;
        StoredValues.ToSingle(type, source.Bytes(tensor.External!.Offset + at * size, (long)destination.Length * size), destination);
    }
}
