namespace LatentDiffusion.Tokenizers;

/// <summary>
/// A unigram language model (Kudo 2018, https://arxiv.org/abs/1804.10959): cuts a word into the pieces whose probabilities have the
/// greatest product.
/// </summary>
/// <remarks>
/// Of its own, because Microsoft.ML.Tokenizers adds the scores in single precision and the <c>tokenizers</c> library in double: that
/// decides between "I" + "II" and "II" + "I", and between other ties. It also refuses T5's models, which have no begin token.
/// </remarks>
internal sealed class UnigramModel
{
    private const double UnknownPenalty = 10;

    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _ids;
    private readonly double[] _scores;
    private readonly int _unknownId;
    private readonly double _unknownScore;
    private readonly int _longest;

    /// <summary>Makes the model.</summary>
    /// <param name="ids">The pieces and their ids.</param>
    /// <param name="scores">The logarithm of each piece's probability, by id.</param>
    /// <param name="unknownId">The id for characters that no piece has.</param>
    public UnigramModel(Dictionary<string, int> ids, double[] scores, int unknownId)
    {
        _ids = ids.GetAlternateLookup<ReadOnlySpan<char>>();
        (_scores, _unknownId, _unknownScore) = (scores, unknownId, scores.Min() - UnknownPenalty);
        _longest = ids.Keys.Max(piece => piece.Length);
    }

    /// <summary>Appends the ids of a word; unknown characters side by side are one id.</summary>
    public void Encode(ReadOnlySpan<char> word, List<int> ids)
    {
        // Viterbi: the best way to get to each position, and the piece that ends there.
        var best = new (double Score, int Start, int Id)[word.Length + 1];
        for (int i = 1; i <= word.Length; i++) best[i].Start = -1;
        for (int start = 0, width; start < word.Length; start += width)
        {
            width = char.IsHighSurrogate(word[start]) ? 2 : 1;
            bool isKnown = false;
            for (int end = start + 1; end <= Math.Min(start + _longest, word.Length); end++)
            {
                if (!_ids.TryGetValue(word[start..end], out int id)) continue;
                Improve(ref best[end], best[start].Score + _scores[id], start, id);
                isKnown |= end == start + width;
            }
            if (!isKnown) Improve(ref best[start + width], best[start].Score + _unknownScore, start, _unknownId);
        }
        int from = ids.Count;
        for (int end = word.Length; end > 0; end = best[end].Start)
            if (best[end].Id != _unknownId || ids.Count == from || ids[^1] != _unknownId) ids.Add(best[end].Id);
        ids.Reverse(from, ids.Count - from);
    }

    private static void Improve(ref (double Score, int Start, int Id) best, double score, int start, int id)
    {
        if (best.Start < 0 || score > best.Score) best = (score, start, id);
    }
}
