using System.Globalization;
using System.Text;

namespace LatentDiffusion.Tokenizers;

/// <summary>
/// Byte-pair encoding (Sennrich et al. 2016, https://arxiv.org/abs/1508.07909) of whole texts, where characters without a token become the
/// tokens of their bytes.
/// </summary>
/// <remarks>Of its own, because BpeTokenizer of Microsoft.ML.Tokenizers has no such bytes.</remarks>
internal sealed class BytePairModel
{
    private readonly Dictionary<string, int> _ids;
    private readonly Dictionary<(int Left, int Right), (int Rank, int Id)> _merges = [];
    private readonly int[]? _bytes;
    private readonly int _unknownId;

    /// <summary>Makes the model.</summary>
    /// <param name="files">Tokens and merges.</param>
    /// <param name="unknownId">The id for characters of which there are not even the bytes; several side by side are one id.</param>
    public BytePairModel(BpeFiles files, int unknownId)
    {
        (_ids, _unknownId) = (files.Vocabulary, unknownId);
        for (int rank = 0; rank < files.Merges.Count; rank++)
        {
            string[] parts = files.Merges[rank].Split(' ');
            _merges[(_ids[parts[0]], _ids[parts[1]])] = (rank, _ids[parts[0] + parts[1]]);
        }

        int[] bytes =
        [
            .. Enumerable.Range(0, 256)
                .Select(b => _ids.GetValueOrDefault(string.Create(CultureInfo.InvariantCulture, $"<0x{b:X2}>"), -1)),
        ];
        _bytes = bytes.Contains(-1) ? null : bytes;
    }

    /// <summary>
    /// Appends the ids of a text: of all pairs side by side that can be merged the most urgent, then the leftmost, until there is none.
    /// </summary>
    public void Encode(string text, List<int> ids)
    {
        List<int> symbols = Symbols(text);
        int count = symbols.Count;
        int[] previous = [.. Enumerable.Range(-1, count)], next = [.. Enumerable.Range(1, count)];
        PriorityQueue<(int At, int Id), (int Rank, int At)> urgent = new();
        for (int at = 0; at < count; at++) Consider(at);
        while (urgent.TryDequeue(out var merge, out _))
        {
            int at = merge.At;
            if (symbols[at] < 0 || next[at] >= count) continue;
            // A pair may have changed since it was considered.
            int right = next[at];
            if (!_merges.TryGetValue((symbols[at], symbols[right]), out var now) || now.Id != merge.Id) continue;
            symbols[at] = merge.Id;
            symbols[right] = -1;
            next[at] = next[right];
            if (next[at] < count) previous[next[at]] = at;
            if (previous[at] >= 0) Consider(previous[at]);
            Consider(at);
        }

        ids.AddRange(symbols.Where(id => id >= 0));

        void Consider(int at)
        {
            if (next[at] < count && _merges.TryGetValue((symbols[at], symbols[next[at]]), out var merge))
                urgent.Enqueue((at, merge.Id), (merge.Rank, at));
        }
    }

    private List<int> Symbols(string text)
    {
        List<int> symbols = [];
        Span<byte> utf8 = stackalloc byte[4];
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (_ids.TryGetValue(rune.ToString(), out int id))
            {
                symbols.Add(id);
            }
            else if (_bytes is not null)
            {
                foreach (byte b in utf8[..rune.EncodeToUtf8(utf8)]) symbols.Add(_bytes[b]);
            }
            else if (symbols is not [.., var last] || last != _unknownId)
            {
                symbols.Add(_unknownId);
            }
        }

        return symbols;
    }
}
