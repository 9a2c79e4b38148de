namespace LatentDiffusion.Hub;

/// <summary>Files behind links.</summary>
internal static class RealFile
{
    /// <summary>Size of a file, with links followed; null where there is none.</summary>
    public static long? Length(string path)
    {
        try
        {
            FileInfo file = new(path);
            if (file.LinkTarget is not null && file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target) file = target;
            return file.Exists ? file.Length : null;
        }
        catch (IOException)
        {
            return null; // links in a circle
        }
    }

    /// <summary>Whether there is an entry of that name, be it a link to nothing.</summary>
    public static bool IsThere(string path) => Path.Exists(path) || new FileInfo(path).LinkTarget is not null;
}
