namespace LatentDiffusion.Hub;

/// <summary>How far the fetching of a model is. Reported about ten times a second while bytes come, from threads of the pool.</summary>
/// <param name="Model">Name of the model. Free of control characters, as all text here.</param>
/// <param name="Stage">What is being done.</param>
public sealed record HubProgress(string Model, HubStage Stage)
{
    /// <summary>Path of the file in the repository that this is about; null where it is about none.</summary>
    public string? File { get; init; }

    /// <summary>Bytes of <see cref="File"/> that are there.</summary>
    public long FileBytes { get; init; }

    /// <summary>Size of <see cref="File"/>, or null where it is not known yet.</summary>
    public long? FileSize { get; init; }

    /// <summary>Bytes of all files that are there, those that were there before included.</summary>
    public long Bytes { get; init; }

    /// <summary>Bytes of all files that are needed, or null where they are not known yet.</summary>
    public long? TotalBytes { get; init; }

    /// <summary>Files that are there.</summary>
    public int Files { get; init; }

    /// <summary>Files that are needed; 0 where they are not known yet.</summary>
    public int TotalFiles { get; init; }

    /// <summary>Something to tell the user, such as that the hub was not reached and the cache is used; mostly null.</summary>
    public string? Notice { get; init; }
}
