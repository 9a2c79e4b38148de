namespace LatentDiffusion.Extensions.AI;

/// <summary>A request names a model that the application does not have.</summary>
/// <param name="name">The name.</param>
/// <param name="known">The names that there are.</param>
public sealed class ModelNotFoundException(string name, IReadOnlyCollection<string> known)
    : LatentDiffusionException(known.Count == 0
        ? "The application has no model; add one with AddModel or in the section Models of its configuration."
        : $"There is no model '{Shorten(name)}'; there are: {string.Join(", ", known)}.")
{
    /// <summary>The name that was asked for.</summary>
    public string Name { get; } = name;

    private static string Shorten(string name) => name.Length > 200 ? name[..200] + "..." : name;
}
