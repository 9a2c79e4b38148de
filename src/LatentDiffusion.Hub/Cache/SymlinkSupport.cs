using System.Collections.Concurrent;

namespace LatentDiffusion.Hub;

/// <summary>Whether links can be made, which depends on the operating system, the file system and the user's rights.</summary>
internal static class SymlinkSupport
{
    private static readonly ConcurrentDictionary<string, bool> Known = new(StringComparer.Ordinal);

    /// <summary>Whether links can be made in a folder, which is tried once.</summary>
    public static bool In(string folder) => Known.GetOrAdd(folder, static folder =>
    {
        Directory.CreateDirectory(folder);
        string target = Path.Combine(folder, $"tmp{Guid.NewGuid():N}"), link = target + ".link";
        try
        {
            File.WriteAllText(target, "");
            File.CreateSymbolicLink(link, Path.GetFileName(target));
            return File.Exists(link);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            return false;
        }
        finally
        {
            File.Delete(link);
            File.Delete(target);
        }
    });
}
