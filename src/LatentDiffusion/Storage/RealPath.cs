namespace LatentDiffusion.Storage;

/// <summary>
/// Paths with all links followed, of folders too: ONNX Runtime follows them, and refuses weights that turn out to lie outside of the folder
/// that it was given. Hubs keep files under links, and people their folders of models.
/// </summary>
internal static class RealPath
{
    private const int MostLinks = 40; // as Linux follows

    /// <summary>The path of a file or folder as it would be without links.</summary>
    /// <exception cref="IOException">A link leads in a circle, or cannot be read.</exception>
    public static string Of(string path) => Of(path, 0);

    private static string Of(string path, int depth)
    {
        if (depth > MostLinks) throw new IOException($"{path}: its links lead in a circle.");
        string full = Path.GetFullPath(path), real = Path.GetPathRoot(full)!;
        foreach (string part in full[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            real = Path.Combine(real, part);
            FileSystemInfo entry = Directory.Exists(real) ? new DirectoryInfo(real) : new FileInfo(real);
            if (entry.LinkTarget is not null && entry.ResolveLinkTarget(returnFinalTarget: true) is { } target)
                real = Of(target.FullName, depth + 1);
        }

        return real;
    }

    /// <summary>Size of a file, of the one that a link leads to; 0 where there is none.</summary>
    public static long Length(string path)
    {
        FileInfo file = new(path);
        if (file.LinkTarget is not null && file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target) file = target;
        return file.Exists ? file.Length : 0;
    }
}
