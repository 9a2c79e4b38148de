using System.Buffers;
using System.Text;
using Microsoft.ML.Tokenizers;

namespace LatentDiffusion.Tokenizers;

/// <summary>
/// Cuts a normalised text into the words of CLIP:
/// <c>&lt;\|startoftext\|&gt;|&lt;\|endoftext\|&gt;|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+</c>, where the first two,
/// when they are not added tokens, fall into three words as the byte-level pattern of GPT-2 has it.
/// </summary>
/// <remarks>
/// Not a <see cref="System.Text.RegularExpressions.Regex"/>, because its classes see halves of surrogate pairs and not letters beyond
/// U+FFFF.
/// </remarks>
internal sealed class ClipPreTokenizer : PreTokenizer
{
    // The library's merging takes quadratic time in the length of a word. A prompt cut off at 77 tokens cannot tell: no token of CLIP is
    // longer than 32 bytes.
    private const int LongestWord = 4096;

    private static readonly string[] Markers = ["<|startoftext|>", "<|endoftext|>"];
    private static readonly string[] Contractions = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];

    /// <inheritdoc/>
    public override IEnumerable<(int Offset, int Length)> PreTokenize(string text) => PreTokenize(text.AsSpan());

    /// <inheritdoc/>
    public override IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text)
    {
        var words = new List<(int Offset, int Length)>();
        int at = 0;
        while (at < text.Length)
        {
            ReadOnlySpan<char> rest = text[at..];
            Kind kind = KindAt(rest, out int length);
            if (LengthOfAny(Markers, rest) is > 0 and var marker)
            {
                words.AddRange([(at, 2), (at + 2, marker - 4), (at + marker - 2, 2)]);
                at += marker;
                continue;
            }
            if (LengthOfAny(Contractions, rest) is > 0 and var contraction) length = contraction;
            else if (kind is Kind.Letter or Kind.Other)
                while (length < Math.Min(rest.Length, LongestWord) && KindAt(rest[length..], out int next) == kind) length += next;
            if (kind != Kind.Space) words.Add((at, length));
            at += length;
        }
        return words;
    }

    private static int LengthOfAny(string[] beginnings, ReadOnlySpan<char> text)
    {
        foreach (string beginning in beginnings)
            if (text.StartsWith(beginning, StringComparison.Ordinal)) return beginning.Length;
        return 0;
    }

    private static Kind KindAt(ReadOnlySpan<char> text, out int length)
    {
        if (Rune.DecodeFromUtf16(text, out Rune rune, out length) != OperationStatus.Done) return Kind.Other;
        return Rune.IsLetter(rune) ? Kind.Letter : Rune.IsNumber(rune) ? Kind.Number : Rune.IsWhiteSpace(rune) ? Kind.Space : Kind.Other;
    }

    private enum Kind { Letter, Number, Space, Other }
}
