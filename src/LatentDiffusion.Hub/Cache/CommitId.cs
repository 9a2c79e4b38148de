namespace LatentDiffusion.Hub;

/// <summary>Names that git gives to commits and contents.</summary>
internal static class CommitId
{
    /// <summary>Whether a text is a whole commit: 40 lower-case hexadecimal digits.</summary>
    public static bool IsFull(string text) => text.Length == 40 && IsHex(text);

    /// <summary>Whether a text is a SHA-256: 64 lower-case hexadecimal digits.</summary>
    public static bool IsSha256(string text) => text.Length == 64 && IsHex(text);

    private static bool IsHex(string text) => text.All(char.IsAsciiHexDigitLower);
}
