namespace LatentDiffusion.Hub;

/// <summary>What is being done about a model.</summary>
public enum HubStage
{
    /// <summary>The hub is asked which files there are.</summary>
    Resolving,

    /// <summary>Another process downloads a file that is needed; it is waited for.</summary>
    Waiting,

    /// <summary>Files are downloaded, each checked by its hash.</summary>
    Downloading,

    /// <summary>Bytes that are there already are read again to check them.</summary>
    Verifying,

    /// <summary>All files are there.</summary>
    Done,
}
