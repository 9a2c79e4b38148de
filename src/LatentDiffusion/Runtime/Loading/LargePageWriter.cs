using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LatentDiffusion.Runtime;

/// <summary>
/// Writes a file from its beginning, megabytes at once: what is written so, Linux keeps in large pages. Kernels read weights in them faster
/// (large convolutions of small pictures in a third of the time), and far fewer have to be mapped.
/// </summary>
/// <param name="file">The file.</param>
internal sealed class LargePageWriter(SafeFileHandle file)
{
    // Two pages of 2 MB.
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(1 << 22);
    private long _written;
    private int _length;

    /// <summary>Writes zeros up to an offset in bytes, if it is not there yet.</summary>
    public void PadTo(long offset)
    {
        while (offset > _written + _length)
        {
            Span<byte> zeros = Free((int)Math.Min(offset - _written - _length, _buffer.Length));
            zeros.Clear();
            Took(zeros.Length);
        }
    }

    /// <summary>Writes values.</summary>
    public void Write(ReadOnlySpan<float> values)
    {
        for (ReadOnlySpan<byte> rest = MemoryMarshal.AsBytes(values); !rest.IsEmpty;)
        {
            Span<byte> free = Free(rest.Length);
            rest[..free.Length].CopyTo(free);
            rest = rest[free.Length..];
            Took(free.Length);
        }
    }

    /// <summary>Writes what was not written yet.</summary>
    public void Flush()
    {
        RandomAccess.Write(file, _buffer.AsSpan(0, _length), _written);
        (_written, _length) = (_written + _length, 0);
    }

    private Span<byte> Free(int wanted) => _buffer.AsSpan(_length, Math.Min(wanted, _buffer.Length - _length));

    private void Took(int length)
    {
        _length += length;
        if (_length == _buffer.Length) Flush();
    }
}
