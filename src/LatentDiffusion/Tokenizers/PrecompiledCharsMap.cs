using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace LatentDiffusion.Tokenizers;

/// <summary>
/// The normalisation rules of a SentencePiece model, applied as the <c>tokenizers</c> library applies them: to whole grapheme clusters of
/// fewer than 6 bytes, else to single characters, and by the shortest rule that matches.
/// </summary>
/// <remarks>
/// https://github.com/huggingface/tokenizers/blob/v0.22.1/tokenizers/src/normalizers/precompiled.rs and its crate <c>spm_precompiled</c>.
/// </remarks>
internal sealed class PrecompiledCharsMap
{
    private const int LongestCluster = 5;

    private readonly uint[] _trie; // a double array, https://github.com/s-yata/darts-clone
    private readonly byte[] _replacements; // ended by zeros

    /// <summary>Reads the rules: the length of the trie in bytes, the trie, the replacements.</summary>
    /// <exception cref="FormatException">The bytes are no rules.</exception>
    public PrecompiledCharsMap(ReadOnlySpan<byte> bytes)
    {
        uint length = bytes.Length < 4 ? uint.MaxValue : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (length > bytes.Length - 4 || length % 4 != 0) throw new FormatException("the normalisation rules are damaged.");
        _trie = new uint[length / 4];
        for (int i = 0; i < _trie.Length; i++) _trie[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(4 + 4 * i)..]);
        _replacements = bytes[(4 + (int)length)..].ToArray();
    }

    /// <summary>The text by the rules.</summary>
    public string Normalize(string text)
    {
        var result = new StringBuilder(text.Length);
        Span<byte> utf8 = stackalloc byte[LongestCluster];
        int length;
        for (ReadOnlySpan<char> rest = text; rest.Length > 0; rest = rest[length..])
        {
            length = StringInfo.GetNextTextElementLength(rest);
            ReadOnlySpan<char> cluster = rest[..length];
            if (Encoding.UTF8.TryGetBytes(cluster, utf8, out int bytes) && Find(utf8[..bytes]) is { } replaced) result.Append(replaced);
            else
                foreach (Rune rune in cluster.EnumerateRunes()) result.Append(Find(utf8[..rune.EncodeToUtf8(utf8)]) ?? rune.ToString());
        }
        return result.ToString();
    }

    private string? Find(ReadOnlySpan<byte> key)
    {
        uint node = 0, unit = Unit(0);
        node ^= Offset(unit);
        foreach (byte label in key)
        {
            if (label == 0) return null;
            node ^= label;
            unit = Unit(node);
            if ((unit & (1u << 31 | 0xFF)) != label) return null;
            node ^= Offset(unit);
            if ((unit >> 8 & 1) == 1) return Replacement(Unit(node) & int.MaxValue);
        }
        return null;
    }

    private uint Unit(uint node) => node < _trie.Length ? _trie[node] : 0;

    private static uint Offset(uint unit) => unit >> 10 << (int)((unit & 1 << 9) >> 6);

    private string? Replacement(uint start)
    {
        if (start >= _replacements.Length) return null;
        ReadOnlySpan<byte> rest = _replacements.AsSpan((int)start);
        int end = rest.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? rest : rest[..end]);
    }
}
