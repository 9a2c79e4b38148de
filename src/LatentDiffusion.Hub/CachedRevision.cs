namespace LatentDiffusion.Hub;

/// <summary>A revision of a model in the cache.</summary>
/// <param name="Commit">Its commit, or Civitai's number of the version.</param>
/// <param name="Path">Its folder.</param>
/// <param name="Bytes">Bytes of its files, those that other revisions share included.</param>
/// <param name="Files">Number of its files.</param>
public sealed record CachedRevision(string Commit, string Path, long Bytes, int Files)
{
    /// <summary>Branches and tags that were at it when they were last asked for.</summary>
    public IReadOnlyList<string> Refs { get; init; } = [];
}
