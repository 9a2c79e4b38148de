namespace LatentDiffusion.Hub;

/// <summary>A file of a repository at a commit, as the hub lists it.</summary>
/// <param name="Path">Its path, with slashes.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="BlobId">Git's SHA-1 of it, or of the pointer that git has in its place; 40 lower-case hexadecimal digits.</param>
internal sealed record RemoteFile(string Path, long Size, string BlobId)
{
    /// <summary>The largest size that is believed: 16 TB. Sums of all that a list may have then stay numbers.</summary>
    public const long MaxSize = 1L << 44;

    /// <summary>SHA-256 of the content where it is in a large-file store; 64 lower-case hexadecimal digits.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Its hash in the Xet store, which is only passed on.</summary>
    public string? XetHash { get; init; }

    /// <summary>The hash that names the content in the cache, as the hub's <c>ETag</c> does.</summary>
    public string Etag => Sha256 ?? BlobId;

    /// <summary>Name of the file without its folder.</summary>
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    /// <summary>The hash of the content, to check it by.</summary>
    public ContentHash Hash => Sha256 is null ? ContentHash.GitBlob(BlobId, Size) : ContentHash.Sha256(Sha256);
}
