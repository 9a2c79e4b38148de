namespace LatentDiffusion.Hub;

/// <summary>A model cannot be fetched. The message names the model, the file where there is one, what is wrong, and what to do.</summary>
public sealed class HubException : IOException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="kind">What kept the model from being fetched.</param>
    /// <param name="model">Name of the model, for example <c>org/name@main</c>.</param>
    /// <param name="problem">What is wrong and what to do. Control characters in it are left out.</param>
    /// <param name="file">Path of the file in the repository, where it is about one.</param>
    /// <param name="innerException">What revealed it, if anything did.</param>
    public HubException(HubErrorKind kind, string model, string problem, string? file = null, Exception? innerException = null)
        : base(RemoteText.Clean(file is null ? $"{model}: {problem}" : $"{model}, {file}: {problem}"), innerException)
    {
        (Kind, Model, File) = (kind, RemoteText.Clean(model), file is null ? null : RemoteText.Clean(file));
    }

    /// <summary>What kept the model from being fetched.</summary>
    public HubErrorKind Kind { get; }

    /// <summary>Name of the model.</summary>
    public string Model { get; }

    /// <summary>Path of the file in the repository, or null where it is not about one.</summary>
    public string? File { get; }

    /// <summary>Whether what the cache has may stand in: the hub did not say that the revision does not exist.</summary>
    internal bool LeavesTheCache => Kind is HubErrorKind.Unreachable or HubErrorKind.ServerError or HubErrorKind.RateLimited
        or HubErrorKind.Interrupted or HubErrorKind.Protocol or HubErrorKind.RepositoryNotFound or HubErrorKind.Gated
        or HubErrorKind.Unauthorized or HubErrorKind.Disabled;
}
