using System.Text;
using System.Text.RegularExpressions;

namespace LatentDiffusion.Hub;

/// <summary>
/// Which paths of a repository may become paths on a disk. The rules of all operating systems hold on each, so that a cache stays safe when
/// it is moved, and a path is never an absolute one, a drive's, a share's, or one that leads upwards.
/// </summary>
internal static partial class RepoPath
{
    private const int MaxPartBytes = 255, MaxLength = 1024; // of the file systems in use; of what git servers take

    /// <summary>What is wrong with a path with slashes, as "has ...", or null.</summary>
    public static string? Problem(string path)
    {
        if (path.Length > MaxLength) return $"has more than {MaxLength} characters";
        if (EscapeOf(path) is { } escape) return escape;
        foreach (string part in path.Split('/'))
            if (PartProblem(part) is { } problem) return problem;
        return null;
    }

    /// <summary>What of a path would lead out of its folder, or null.</summary>
    public static string? EscapeOf(string path)
    {
        if (path.Length == 0) return "is empty";
        if (path.Contains('\0', StringComparison.Ordinal)) return "has a NUL character in it";
        string[] parts = path.Split('/', '\\');
        if (parts.Any(p => p is ".." || p.TrimEnd(' ', '.').Length == 0 && p.Contains("..", StringComparison.Ordinal)))
            return "leads upwards by '..'";
        if (path[0] is '/' or '\\') return "is absolute, or on a share";
        return Drive().IsMatch(path) ? "names a drive" : null;
    }

    private static string? PartProblem(string part)
    {
        if (part.Length == 0 || part is ".") return "has an empty part";
        if (part.AsSpan().ContainsAnyInRange('\0', '\u001F') || part.Contains('\u007F', StringComparison.Ordinal))
            return "has a control character in it";
        if (part.AsSpan().IndexOfAny(@"\:*?""<>|") >= 0) return @"has one of the characters \ : * ? "" < > | in it";
        if (part[^1] is '.' or ' ') return "has a part that ends with a dot or a space";
        if (part[0] is ' ') return "has a part that begins with a space";
        if (Encoding.UTF8.GetByteCount(part) > MaxPartBytes) return $"has a part of more than {MaxPartBytes} bytes";
        if (part.Any(char.IsSurrogate) && !IsWellFormed(part)) return "is not well-formed Unicode";
        return Device().IsMatch(part) ? "has a part that is the name of a device on Windows" : null;
    }

    private static bool IsWellFormed(string part) => part.EnumerateRunes().All(r => r != Rune.ReplacementChar);

    [GeneratedRegex(
        @"^(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³])\s*(?:\.|\z)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Device();

    [GeneratedRegex(@"^[A-Za-z]:")]
    private static partial Regex Drive();
}
