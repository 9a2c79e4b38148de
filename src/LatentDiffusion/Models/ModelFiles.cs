namespace LatentDiffusion;

/// <summary>The small files of a model, wherever they are: in a folder, or within the library for the models that it knows.</summary>
internal abstract class ModelFiles
{
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
    public abstract ModelFiles Folder(string name);

    /// <summary>Path of a file, for messages.</summary>
    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

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
            throw new ModelFormatException($"{PathOf(name)}: the file cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Reads a whole file as text.</summary>
    /// <inheritdoc cref="Read"/>
    public string ReadText(string name, long maxBytes)
    {
        using StreamReader reader = new(new MemoryStream(Read(name, maxBytes)));
        return reader.ReadToEnd();
    }

    /// <summary>Files on disk.</summary>
    private sealed class FolderFiles(string path) : ModelFiles
    {
        public override string Path => path;

        public override bool Exists => Directory.Exists(path);

        public override bool Has(string name) => File.Exists(PathOf(name));

        public override Stream Open(string name) => File.OpenRead(PathOf(name));

        public override ModelFiles Folder(string name) => new FolderFiles(PathOf(name));
    }
}
