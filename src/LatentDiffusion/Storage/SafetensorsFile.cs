using System.IO.MemoryMappedFiles;
using LatentDiffusion.Errors;

namespace LatentDiffusion.Storage;

/// <summary>
/// A <c>.safetensors</c> file, mapped into memory: opening it reads its header, and its tensors are read when they are looked at.
/// </summary>
/// <remarks>Spans of a file that was disposed must not be used.</remarks>
internal sealed unsafe class SafetensorsFile : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;
    private readonly SafetensorsHeader _header;

    private SafetensorsFile(string path)
    {
        Path = path;
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, mapName: null, capacity: 0, MemoryMappedFileAccess.Read);
        try
        {
            _view = _file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        }
        catch
        {
            _file.Dispose();
            throw;
        }

        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
        try
        {
            long length = new FileInfo(path).Length;
            int headerBytes = (int)Math.Min(length, sizeof(ulong) + SafetensorsHeader.MaxLength);
            _header = SafetensorsHeader.Parse(path, new(_start, headerBytes), length);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Path of the file, with links followed.</summary>
    public string Path { get; }

    /// <summary>The tensors by their keys.</summary>
    public IReadOnlyDictionary<string, StoredTensor> Tensors => _header.Tensors;

    /// <summary>What the writer of the file said of it.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _header.Metadata;

    /// <summary>Opens a file.</summary>
    /// <exception cref="ModelFormatException">It is absent, cannot be read, or breaks a rule of the format.</exception>
    public static SafetensorsFile Open(string path)
    {
        string full = System.IO.Path.GetFullPath(path);
        try
        {
            GraphFile.Require(full);
            return new SafetensorsFile(RealPath.Of(full));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelFormatException($"{full}: the file cannot be read: {Shown.Cause(e)}.", e);
        }
    }

    /// <summary>The bytes of a tensor.</summary>
    /// <exception cref="ModelFormatException">It has more than a span can hold, 2 GB.</exception>
    public ReadOnlySpan<byte> Bytes(StoredTensor tensor) => tensor.Length <= int.MaxValue
        ? new(_start + tensor.Offset, (int)tensor.Length)
        : throw new ModelFormatException(
            $"{Path}: '{Shown.Of(tensor.Key)}' has {tensor.Length} bytes; at most {int.MaxValue} can be read at once.");

    /// <inheritdoc/>
    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }
}
