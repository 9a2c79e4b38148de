namespace LatentDiffusion.Hub;

/// <summary>What kept a model from being fetched; each kind asks for something else to be done.</summary>
public enum HubErrorKind
{
    /// <summary>There is no repository of that name, or it is private and no token that may read it was sent.</summary>
    RepositoryNotFound,

    /// <summary>The repository has no such branch, tag or commit.</summary>
    RevisionNotFound,

    /// <summary>The repository has no such file or folder.</summary>
    FileNotFound,

    /// <summary>The repository's conditions must be accepted on its page first.</summary>
    Gated,

    /// <summary>A token is needed, or the one that was sent is not accepted.</summary>
    Unauthorized,

    /// <summary>The hub has closed the repository.</summary>
    Disabled,

    /// <summary>The hub asks for a pause that is longer than what is waited.</summary>
    RateLimited,

    /// <summary>The hub cannot be reached, or does not answer in time.</summary>
    Unreachable,

    /// <summary>The hub answered with a fault of its own, again and again.</summary>
    ServerError,

    /// <summary>The answer is not what the protocol says: no JSON, too large, a redirect that must not be followed.</summary>
    Protocol,

    /// <summary>A download ended early, again and again; what has come is kept, and gone on with by the next try.</summary>
    Interrupted,

    /// <summary>A file has another size than the hub says.</summary>
    WrongSize,

    /// <summary>A file has another hash than the hub says; nothing of it is kept.</summary>
    WrongHash,

    /// <summary>The repository has a file name that would lead out of the cache, or that some operating systems cannot have.</summary>
    UnsafePath,

    /// <summary>The weights are there only in formats that can run code when they are read.</summary>
    UnsafeFormat,

    /// <summary>The repository holds no model that a pipeline can be made of, or lacks a part of it.</summary>
    NotAModel,

    /// <summary>Requests are off, and the cache lacks something.</summary>
    NotCached,

    /// <summary>There is not enough room on the disk.</summary>
    DiskFull,

    /// <summary>The cache cannot be read or written.</summary>
    Cache,

    /// <summary>Another process holds what should be removed.</summary>
    InUse,
}
