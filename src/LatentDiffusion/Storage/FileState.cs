namespace LatentDiffusion.Storage;

/// <summary>Tells whether a file was replaced since it was looked at, as far as its length and the time of writing tell.</summary>
internal readonly record struct FileState(DateTime Written, long Length)
{
    /// <summary>The present state of a file, of the one that a link leads to; the default one where there is none.</summary>
    /// <exception cref="IOException">It cannot be asked.</exception>
    public static FileState Of(string path)
    {
        FileInfo info = new(RealPath.Of(path));
        return info.Exists ? new FileState(info.LastWriteTimeUtc, info.Length) : default;
    }
}
