namespace LatentDiffusion.Storage;

/// <summary>Opens files that a user or a model names, never pipes and devices, which may have no end or wait for ever.</summary>
internal static class OrdinaryFile
{
    /// <summary>Opens a file to read it; what is no file, or is empty, gives nothing.</summary>
    /// <exception cref="IOException">It is absent.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be read, or is a folder.</exception>
    public static Stream Open(string path)
    {
        string real = RealPath.Of(path);
        if (Directory.Exists(real)) throw new UnauthorizedAccessException($"'{path}' is a folder; a file was expected.");
        return LengthOf(real) == 0 ? Stream.Null : File.OpenRead(real);
    }

    /// <summary>Length of a file without links; 0 of pipes and devices, and null where there is none.</summary>
    public static long? LengthOf(string real) => new FileInfo(real) is { Exists: true } file ? file.Length : null;
}
