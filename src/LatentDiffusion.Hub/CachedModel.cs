namespace LatentDiffusion.Hub;

/// <summary>A model that is in the cache, whoever fetched it.</summary>
/// <param name="Name">The name to fetch, load or remove it by, for example <c>org/name</c>.</param>
/// <param name="Path">Its folder in the cache.</param>
/// <param name="Bytes">Bytes on the disk; what revisions share counts once.</param>
public sealed record CachedModel(string Name, string Path, long Bytes)
{
    /// <summary>Its revisions that are there, wholly or in part; the one that was fetched last comes first.</summary>
    public IReadOnlyList<CachedRevision> Revisions { get; init; } = [];

    /// <summary>Those of the bytes that are of downloads that broke off, or are under way.</summary>
    public long IncompleteBytes { get; init; }

    /// <summary>When a file of it was last written, in UTC.</summary>
    public DateTime LastModified { get; init; }
}
