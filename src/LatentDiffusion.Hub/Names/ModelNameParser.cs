using System.Text.RegularExpressions;

namespace LatentDiffusion.Hub;

/// <summary>The forms that names of models have.</summary>
internal static partial class ModelNameParser
{
    private const string Forms = "A name is org/name, org/name@revision, hf://org/name@revision/path, civitai:VERSION or urn:air:...";
    private const string HubScheme = "hf://", ShortHost = "hf.co/", CivitaiScheme = "civitai:", AirScheme = "urn:air:";

    /// <summary>How names begin that cannot be paths.</summary>
    public static readonly string[] Schemes = [HubScheme, CivitaiScheme, AirScheme, ShortHost, "https://", "http://"];

    /// <summary>Reads a name.</summary>
    /// <exception cref="ArgumentException">It breaks a rule.</exception>
    public static ModelName Parse(string text)
    {
        try
        {
            if (Without(HubScheme, text) is { } hub) return Repository(WithoutType(hub));
            if (Without(AirScheme, text) is { } air) return AirName.Parse(air);
            if (Without(CivitaiScheme, text) is { } civitai) return CivitaiName.Parse(civitai);
            if (Without(ShortHost, text) is { } page) return ModelPage.OfHub(page);
            if (text.Contains("://", StringComparison.Ordinal)) return ModelPage.Parse(text);
            return Repository(text);
        }
        catch (FormatException e)
        {
            throw new ArgumentException($"'{RemoteText.Clean(text)}' names no model: {e.Message} {Forms}", nameof(text), e);
        }
    }

    /// <summary>Reads <c>org/name@revision/path</c>.</summary>
    /// <exception cref="FormatException">It breaks a rule.</exception>
    public static ModelName Repository(string text)
    {
        int at = text.IndexOf('@', StringComparison.Ordinal);
        if (at < 0)
        {
            string[] parts = text.Split('/', 3);
            return Checked(string.Join('/', parts.Take(2)), null, parts.Length == 3 ? parts[2] : null);
        }

        // A branch may have slashes in its name: written as %2F, and known of pull requests and conversions.
        string rest = text[(at + 1)..];
        int end = SpecialRevision().Match(rest) is { Success: true } special
            ? special.Length : rest.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash ? slash : rest.Length;
        return Checked(text[..at], Uri.UnescapeDataString(rest[..end]), end < rest.Length ? rest[(end + 1)..] : null);
    }

    /// <summary>A name of these parts.</summary>
    /// <exception cref="FormatException">One breaks a rule.</exception>
    public static ModelName Checked(string repository, string? revision, string? path)
    {
        RequireRepository(repository);
        if (revision is not null) RequireRevision(revision);
        path = path?.TrimEnd('/');
        if (path is "") path = null;
        if (path is not null && RepoPath.Problem(path) is { } problem) throw new FormatException($"the path '{path}' {problem}.");
        return new ModelName { Source = ModelSource.HuggingFace, Repository = repository, Revision = revision, Path = path };
    }

    /// <summary>Checks a branch, tag or commit, which is also a path in the cache.</summary>
    /// <exception cref="FormatException">It breaks a rule.</exception>
    public static void RequireRevision(string revision)
    {
        if (RepoPath.Problem(revision) is { } problem) throw new FormatException($"the revision '{revision}' {problem}.");
    }

    /// <summary>
    /// The rules of the hub
    /// (https://github.com/huggingface/huggingface_hub/blob/v1.0.0/src/huggingface_hub/utils/_validators.py).
    /// </summary>
    private static void RequireRepository(string id)
    {
        if (!RepositoryId().IsMatch(id))
            throw new FormatException(
                "a repository is 'org/name', each of 1 to 96 letters, digits, '-', '_' or '.', not beginning or ending with '-' or '.'.");
        if (id.Contains("--", StringComparison.Ordinal) || id.Contains("..", StringComparison.Ordinal))
            throw new FormatException("a repository has neither '--' nor '..' in its name.");
        if (id.EndsWith(".git", StringComparison.Ordinal)) throw new FormatException("a repository does not end with '.git'.");
        if (id.Split('/').Any(part => RepoPath.Problem(part) is not null))
            throw new FormatException("the name is reserved on some operating systems.");
    }

    private static string? Without(string beginning, string text) =>
        text.StartsWith(beginning, StringComparison.OrdinalIgnoreCase) ? text[beginning.Length..] : null;

    private static string WithoutType(string text)
    {
        string type = text.Split('/', 2)[0];
        if (type is "datasets" or "spaces" or "kernels" or "buckets") throw new FormatException($"'{type}' are no models.");
        return type == "models" && text.Count(c => c == '/') > 1 ? text["models/".Length..] : text;
    }

    [GeneratedRegex(@"^(?:\w(?:[\w.-]{0,94}\w)?/)?\w(?:[\w.-]{0,94}\w)?\z", RegexOptions.ECMAScript)]
    private static partial Regex RepositoryId();

    [GeneratedRegex(@"^refs/(?:pr/[0-9]+|convert/\w+)(?=/|\z)", RegexOptions.ECMAScript)]
    private static partial Regex SpecialRevision();
}
