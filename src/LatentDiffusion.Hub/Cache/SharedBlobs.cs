using System.Text.RegularExpressions;

namespace LatentDiffusion.Hub;

/// <summary>
/// The store of contents that huggingface_hub shares between repositories (<c>blobs/HH/XETHASH</c> in the cache, from its version 2 on): a
/// content of a repository is then a link into it, and a list beside each stored content names those links. Here it is read through the
/// links, never written; what nobody links to any more after a removal is taken out by the same rules.
/// </summary>
internal static partial class SharedBlobs
{
    /// <summary>The stored contents that a repository links to.</summary>
    public static string[] Of(RepositoryCache cache) => Directory.Exists(cache.Blobs) && IsStore(cache.Root)
        ? [.. Directory.EnumerateFiles(cache.Blobs).Select(b => TargetOf(b, cache.Root)).OfType<string>()] : [];

    /// <summary>Takes out those of the stored contents that no link leads to. What is not understood stays.</summary>
    /// <returns>Bytes that were freed.</returns>
    public static long Sweep(string root, IEnumerable<string> stored)
    {
        long freed = 0;
        foreach (string path in stored)
        {
            string list = path + ".refs";
            using IDisposable? held = FileLock.TryAcquire(path + ".lock");
            if (held is null || !File.Exists(list) || new FileInfo(list).LinkTarget is not null || !File.Exists(path)) continue;
            string[] links = [.. File.ReadLines(list).Where(l => RepoPath.EscapeOf(l) is null && Link().IsMatch(l))];
            string[] left = [.. links.Where(l => TargetOf(Path.Combine(root, l), root) == path)];
            if (left.Length > 0)
            {
                WholeFile.Write(list, string.Concat(left.Distinct().Order(StringComparer.Ordinal).Select(l => l + "\n")));
                continue;
            }

            freed += new FileInfo(path).Length;
            File.Delete(path);
            File.Delete(list);
        }

        return freed;
    }

    private static bool IsStore(string root)
    {
        string mark = Path.Combine(root, "blobs", ".huggingface-shared-blobs");
        return File.Exists(mark) && File.ReadAllText(mark) == "1\n"; // the version of the layout
    }

    private static string? TargetOf(string blob, string root)
    {
        FileInfo link = new(blob);
        if (link.LinkTarget is not { } target) return null;
        string full = Path.GetFullPath(target, link.DirectoryName!), store = Path.Combine(root, "blobs");
        return Stored().IsMatch(Path.GetRelativePath(store, full).Replace(Path.DirectorySeparatorChar, '/')) ? full : null;
    }

    [GeneratedRegex(@"^([0-9a-f]{2})/\1[0-9a-f]{62}\z")]
    private static partial Regex Stored();

    [GeneratedRegex(@"^(?:models|datasets|spaces|kernels)--[^/]+/blobs/[^/]+\z")]
    private static partial Regex Link();
}
