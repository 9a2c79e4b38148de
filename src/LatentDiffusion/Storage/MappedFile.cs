using System.Buffers;
using System.IO.MemoryMappedFiles;
using LatentDiffusion.Errors;

namespace LatentDiffusion.Storage;

/// <summary>
/// A file mapped into memory to be read: nothing is read until it is looked at, and the system may drop what was read. Whoever has a part
/// of it must not use that after it was disposed.
/// </summary>
internal sealed unsafe class MappedFile : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;

    private MappedFile(string path, FileStream stream, bool leaveOpen)
    {
        Path = path;
        Length = stream.Length;
        _file = MemoryMappedFile.CreateFromFile(
            stream, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen);
        try
        {
            _view = _file.CreateViewAccessor(0, Length, MemoryMappedFileAccess.Read);
        }
        catch
        {
            _file.Dispose();
            throw;
        }

        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
    }

    /// <summary>Path of the file, with links followed.</summary>
    public string Path { get; }

    /// <summary>Number of its bytes.</summary>
    public long Length { get; }

    /// <summary>Address of its first byte.</summary>
    public nint Address => (nint)_start;

    /// <summary>Maps a file.</summary>
    /// <exception cref="ModelFormatException">It is absent, empty or cannot be read.</exception>
    public static MappedFile Open(string path)
    {
        string full = System.IO.Path.GetFullPath(path);
        try
        {
            GraphFile.Require(full);
            string real = RealPath.Of(full);
            using FileStream stream = new(real, FileMode.Open, FileAccess.Read, FileShare.Read);
            return new MappedFile(real, stream, leaveOpen: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ModelFormatException($"{full}: the file cannot be read: {Shown.Cause(e)}.", e);
        }
    }

    /// <summary>Maps a file that is open, and closes it when it is disposed.</summary>
    public static MappedFile Of(FileStream stream) => new(stream.Name, stream, leaveOpen: false);

    /// <summary>Some of its bytes.</summary>
    /// <exception cref="ModelFormatException">It ends before them, or they are more than a span can hold, 2 GB.</exception>
    public ReadOnlySpan<byte> Bytes(long offset, long length)
    {
        RequireWithin(offset, length);
        return length <= int.MaxValue
            ? new ReadOnlySpan<byte>(_start + offset, (int)length)
            : throw new ModelFormatException($"{Path}: {length} bytes cannot be read at once; at most {int.MaxValue} can.");
    }

    /// <summary>All of its bytes.</summary>
    /// <exception cref="ModelFormatException">They are more than memory can be of, 2 GB.</exception>
    public ReadOnlyMemory<byte> Memory() => Length <= int.MaxValue
        ? new Whole(this).Memory
        : throw new ModelFormatException($"{Path}: an ONNX file has at most {int.MaxValue} bytes; this one has {Length}.");

    /// <summary>Fails for bytes that are not in the file.</summary>
    /// <exception cref="ModelFormatException">The file ends before them.</exception>
    public void RequireWithin(long offset, long length)
    {
        if (offset < 0 || length < 0 || offset > Length || length > Length - offset)
            throw new ModelFormatException(
                $"{Path}: the file is cut off: it has {Length} bytes, {offset} to {offset + length} are needed.");
    }

    /// <summary>Position of a part of <see cref="Memory"/> in the file.</summary>
    public long OffsetOf(ReadOnlySpan<byte> part)
    {
        fixed (byte* first = part) return first - _start;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }

    private sealed class Whole(MappedFile file) : MemoryManager<byte>
    {
        public override Span<byte> GetSpan() => new(file._start, (int)file.Length);

        public override MemoryHandle Pin(int elementIndex = 0) => new(file._start + elementIndex);

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
