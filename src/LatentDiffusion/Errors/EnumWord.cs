namespace LatentDiffusion.Errors;

/// <summary>
/// Reads names of enumerations. <see cref="Enum.TryParse{TEnum}(string, out TEnum)"/> also takes numbers, and lists of names, which it
/// combines into another: "blur,refuse" would be "report".
/// </summary>
internal static class EnumWord
{
    /// <summary>Whether a text is the name of a value, in upper or lower case.</summary>
    public static bool TryRead<T>(string? text, out T value)
        where T : struct, Enum
    {
        int index = Array.FindIndex(Enum.GetNames<T>(), name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
        value = index < 0 ? default : Enum.GetValues<T>()[index];
        return index >= 0;
    }
}
