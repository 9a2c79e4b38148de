namespace LatentDiffusion.Storage;

/// <summary>
/// Folders of the cache that the Hugging Face hub's programs share, <c>models--org--name/snapshots/COMMIT</c>
/// (https://huggingface.co/docs/huggingface_hub/guides/manage-cache), whose own name says nothing.
/// </summary>
internal static class SnapshotFolder
{
    private const string Prefix = "models--";

    /// <summary>
    /// The folders of a cache that links of a snapshot lead to, where a folder is one or lies in one: that of the repository's contents,
    /// and that of contents which repositories share.
    /// </summary>
    public static IReadOnlyList<string> StoresOf(string folder)
    {
        const string Store = "blobs";
        for (string? part = folder; part is not null; part = Path.GetDirectoryName(part))
            if (RepositoryOf(part) is not null && Path.GetDirectoryName(Path.GetDirectoryName(part)) is { } repository)
                return [Path.Combine(repository, Store), Path.Combine(Path.GetDirectoryName(repository)!, Store)];
        return [];
    }

    /// <summary>Name of the repository that a folder is a snapshot of, or null where it is none.</summary>
    public static string? RepositoryOf(string folder) =>
        Path.GetDirectoryName(folder) is { } snapshots && Path.GetFileName(snapshots) == "snapshots"
        && Path.GetFileName(Path.GetDirectoryName(snapshots)) is { } repository && repository.StartsWith(Prefix, StringComparison.Ordinal)
            ? repository[Prefix.Length..].Replace("--", "/", StringComparison.Ordinal) : null;
}
