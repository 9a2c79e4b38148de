using System.Text.RegularExpressions;

namespace LatentDiffusion.Server;

/// <summary>Keeps the folders of the server out of what clients are told.</summary>
internal static partial class ServerPaths
{
    /// <summary>A message in which rooted paths are only names of files, and are gone where they stand in brackets.</summary>
    public static string Without(string message) => Rooted.Replace(Bracketed.Replace(message, ""), "${file}");

    [GeneratedRegex(@" \((/|\\\\|[A-Za-z]:[\\/])[^()]*\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Bracketed { get; }

    /// <summary>Not those in addresses (<c>https://host/path</c>), nor shares such as 1/2.</summary>
    [GeneratedRegex(@"(?<![\w/\\:.])(([A-Za-z]:)?[\\/]+)([^\\/\s'""()]+[\\/]+)+(?<file>[^\\/\s'""(),;]*)", RegexOptions.ExplicitCapture)]
    private static partial Regex Rooted { get; }
}
