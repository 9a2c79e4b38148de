using System.Runtime.InteropServices;
using LatentDiffusion.Onnx;
using LatentDiffusion.Storage;
using Microsoft.Win32.SafeHandles;

namespace LatentDiffusion.Runtime;

/// <summary>Writes weights in float32 to a file, part by part. Each thread has its own.</summary>
/// <param name="destination">The file.</param>
internal sealed class WeightWriter(SafeFileHandle destination)
{
    // Elements that are written at once: 4 MB.
    private const int PartLength = 1 << 20;

    // As many floats as a cache line holds.
    private const int TileRows = 16;

    private float[] _part = new float[PartLength];
    private float[] _tile = [];

    /// <summary>Writes the values of a weight in their order.</summary>
    /// <param name="tensor">The weight.</param>
    /// <param name="source">The file that it lies in.</param>
    /// <param name="offset">Where in the file its first value goes.</param>
    public void Write(TensorProto tensor, MappedFile source, long offset)
    {
        for (long at = 0; at < tensor.Count; at += PartLength)
        {
            Span<float> part = _part.AsSpan(0, (int)Math.Min(PartLength, tensor.Count - at));
            Read(tensor, source, at, part);
            Write(part, offset + at * sizeof(float));
        }
    }

    /// <summary>Writes the values of a matrix with its rows as columns.</summary>
    /// <param name="tensor">The matrix.</param>
    /// <param name="source">The file that it lies in.</param>
    /// <param name="offset">Where in the file its first value goes.</param>
    public void WriteTransposed(TensorProto tensor, MappedFile source, long offset)
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

            Write(part, offset + (long)first * rows * sizeof(float));
        }
    }

    private static void Read(TensorProto tensor, MappedFile source, long at, Span<float> destination)
    {
        StoredType type = StoredType.Find((int)tensor.Type)!;
        int size = type.Bits / 8;
        StoredValues.ToSingle(type, source.Bytes(tensor.External!.Offset + at * size, (long)destination.Length * size), destination);
    }

    private void Write(ReadOnlySpan<float> part, long offset) => RandomAccess.Write(destination, MemoryMarshal.AsBytes(part), offset);
}
