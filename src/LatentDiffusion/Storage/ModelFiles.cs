using System.Buffers;
using System.Text;
using LatentDiffusion.Errors;

namespace LatentDiffusion.Storage;

/// <summary>The small files of a model, wherever they are: in a folder, or within the library for the models that it knows.</summary>
internal abstract class ModelFiles
{
    private static readonly SearchValues<char> Separators = SearchValues.Create("/\\:\0");

    /// <summary>Where they are, for messages.</summary>
    public abstract string Path { get; }

    /// <summary>Whether there are any.</summary>
    public abstract bool Exists { get; }

    /// <summary>The files of a folder.</summary>
    public static implicit operator ModelFiles(string folder) => new FolderFiles(folder);

    /// <summary>Whether there is a file.</summary>
    public abstract bool Has(string name);

    /// <summary>Opens a file.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public abstract Stream Open(string name);

    /// <summary>The files of a folder within.</summary>
    /// <exception cref="ModelFormatException">The name leads elsewhere.</exception>
    public ModelFiles Folder(string name) => Within(RequireName(name));

    /// <summary>Path of a file or folder within.</summary>
    /// <exception cref="ModelFormatException">The name leads elsewhere.</exception>
    public string PathOf(string name) => System.IO.Path.Combine(Path, RequireName(name));

    /// <summary>
    /// Whether a name, which a model's files may state, is that of a file or folder within, whatever the operating system takes for a path.
    /// </summary>
    public static bool IsPlain(string name) => name.Length > 0 && name.AsSpan().IndexOfAny(Separators) < 0 && name is not ("." or "..");

    /// <summary>The files of a folder within.</summary>
    protected abstract ModelFiles Within(string name);

    private string RequireName(string name) => IsPlain(name)
        ? name : throw new ModelFormatException($"{Path}: '{Shown.Of(name)}' is not the name of a component, but leads elsewhere.");

    /// <summary>Reads a whole file.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="maxBytes">The most that it can plausibly have.</param>
    /// <exception cref="ModelFormatException">It is absent, too large, or cannot be read.</exception>
    public byte[] Read(string name, long maxBytes)
    {
        if (!Has(name)) throw new ModelFormatException($"{PathOf(name)}: the file is missing.");
        try
        {
            using Stream stream = Open(name);
            if (stream.Length > maxBytes)
                throw new ModelFormatException(
                    $"{PathOf(name)}: a file of {stream.Length} bytes is not plausible; at most {maxBytes} are read.");
            byte[] bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelFormatException($"{PathOf(name)}: the file cannot be read: {Shown.Cause(e)}.", e);
        }
    }

    /// <summary>Reads a whole file as text in UTF-8.</summary>
    /// <inheritdoc cref="Read"/>
    public string ReadText(string name, long maxBytes)
    {
        ReadOnlySpan<byte> bytes = Read(name, maxBytes);
        if (bytes.StartsWith(Encoding.UTF8.Preamble)) bytes = bytes[Encoding.UTF8.Preamble.Length..];
        try
        {
            return StrictUtf8.Encoding.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new ModelFormatException($"{PathOf(name)}: the file is not valid text in UTF-8, from byte {e.Index} on.", e);
        }
    }

    /// <summary>Files on disk.</summary>
    private sealed class FolderFiles(string path) : ModelFiles
    {
        public override string Path => path;

        public override bool Exists => Directory.Exists(path);

        public override bool Has(string name) => File.Exists(PathOf(name));

        public override Stream Open(string name) => OrdinaryFile.Open(PathOf(name));

        protected override ModelFiles Within(string name) => new FolderFiles(PathOf(name));
    }
}
