using LatentDiffusion.Errors;

namespace LatentDiffusion.Storage;

/// <summary>
/// A <c>.safetensors</c> file, mapped into memory: opening it reads its header, and its tensors are read when they are looked at.
/// </summary>
/// <remarks>Spans of a file that was disposed must not be used.</remarks>
internal sealed class SafetensorsFile : IDisposable
{
    private readonly MappedFile _file;
    private readonly SafetensorsHeader _header;

    private SafetensorsFile(MappedFile file)
    {
        _file = file;
        _header = SafetensorsHeader.Parse(
            file.Path, file.Bytes(0, Math.Min(file.Length, sizeof(ulong) + SafetensorsHeader.MaxLength)), file.Length);
    }

    /// <summary>Path of the file, with links followed.</summary>
    public string Path => _file.Path;

    /// <summary>The tensors by their keys.</summary>
    public IReadOnlyDictionary<string, StoredTensor> Tensors => _header.Tensors;

    /// <summary>What the writer of the file said of it.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _header.Metadata;

    /// <summary>Opens a file.</summary>
    /// <exception cref="ModelFormatException">It is absent, cannot be read, or breaks a rule of the format.</exception>
    public static SafetensorsFile Open(string path)
    {
        MappedFile file = MappedFile.Open(path);
        try
        {
            return new SafetensorsFile(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The bytes of a tensor.</summary>
    /// <exception cref="ModelFormatException">It has more than a span can hold, 2 GB.</exception>
    public ReadOnlySpan<byte> Bytes(StoredTensor tensor) => tensor.Length <= int.MaxValue
        ? _file.Bytes(tensor.Offset, tensor.Length)
        : throw new ModelFormatException(
            $"{Path}: '{Shown.Of(tensor.Key)}' has {tensor.Length} bytes; at most {int.MaxValue} can be read at once.");

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
