using System.Collections.Frozen;

namespace LatentDiffusion.Tokenizers;

/// <summary>The printable characters by which byte-level vocabularies write bytes.</summary>
/// <remarks>
/// https://github.com/openai/gpt-2/blob/9b63575ef42771a015060c964af2c3da4cf7c8ab/src/encoder.py#L9, <c>bytes_to_unicode</c>.
/// </remarks>
internal static class ByteLevel
{
    private static readonly FrozenDictionary<char, byte> Bytes = Table().ToFrozenDictionary();

    /// <summary>The byte that a character stands for.</summary>
    public static bool TryDecode(char c, out byte value) => Bytes.TryGetValue(c, out value);

    private static IEnumerable<KeyValuePair<char, byte>> Table()
    {
        char next = '\u0100';
        for (int b = 0; b < 256; b++)
        {
            bool isPrintable = b is >= '!' and <= '~' or >= 0xA1 and <= 0xAC or >= 0xAE;
            yield return KeyValuePair.Create(isPrintable ? (char)b : next++, (byte)b);
        }
    }
}
