namespace LatentDiffusion.Hub;

/// <summary>A file to be downloaded.</summary>
/// <param name="Request">How it is asked for.</param>
/// <param name="Path">Its name for people.</param>
/// <param name="Target">The file on disk that gets the bytes, and may have some already.</param>
/// <param name="Hash">The hash that it must have.</param>
internal sealed record Download(HubRequest Request, string Path, string Target, ContentHash Hash)
{
    /// <summary>Its size in bytes, or null where the hub does not say it.</summary>
    public long? Size { get; init; }

    /// <summary>The most bytes that it may have.</summary>
    public required long MaxSize { get; init; }
}
