using System.Globalization;

namespace LatentDiffusion.Hub;

/// <summary>What follows <c>civitai:</c>: numbers of a model and a version, or a hash of a file.</summary>
internal static class CivitaiName
{
    private const string HashMark = "hash:", ModelMark = "model:";

    /// <summary>Lengths of the hashes that are told from numbers: AutoV2, AutoV3, SHA-256 and BLAKE3.</summary>
    private static readonly int[] Lengths = [10, 12, 64];

    /// <summary>Reads <c>VERSION</c>, <c>MODEL@VERSION</c>, <c>model:MODEL</c>, <c>HASH</c> or <c>hash:HASH</c>.</summary>
    /// <exception cref="FormatException">It is none of these.</exception>
    public static ModelName Parse(string text)
    {
        text = text.TrimStart('/');
        if (text.StartsWith(HashMark, StringComparison.OrdinalIgnoreCase))
            return IsHex(text[HashMark.Length..]) && text.Length - HashMark.Length is >= 8 and <= 64
                ? OfHash(text[HashMark.Length..]) : throw new FormatException("a hash is 8 to 64 hexadecimal digits.");
        if (text.StartsWith(ModelMark, StringComparison.OrdinalIgnoreCase)) return Of(Number(text[ModelMark.Length..]), null);
        if (text.Split('@') is [var model, var version]) return Of(Number(model), Number(version));
        return IsHex(text) && Lengths.Contains(text.Length) ? OfHash(text) : Of(null, Number(text));
    }

    /// <summary>A model and a version by their numbers.</summary>
    public static ModelName Of(long? model, long? version) =>
        new() { Source = ModelSource.Civitai, ModelId = model, VersionId = version };

    /// <summary>A number of Civitai.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static long Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number > 0
            ? number : throw new FormatException($"'{text}' is neither a number nor a hash of Civitai.");

    private static ModelName OfHash(string text) => new() { Source = ModelSource.Civitai, Hash = text.ToUpperInvariant() };

    private static bool IsHex(string text) => text.All(char.IsAsciiHexDigit);
}
