using LatentDiffusion.Tokenizers;

namespace LatentDiffusion.Prompts;

/// <summary>
/// Cuts a weighted prompt of any length into chunks for a CLIP text encoder. A chunk ends early at <c>BREAK</c>, and after its last comma
/// where that lies at most 20 tokens back; the rows of a learned word stay together.
/// </summary>
/// <remarks>
/// As https://github.com/AUTOMATIC1111/stable-diffusion-webui/blob/v1.10.0/modules/sd_hijack_clip.py, <c>tokenize_line</c>, cuts them.
/// </remarks>
internal sealed class PromptChunks
{
    private const int CommaBacktrack = 20;

    private readonly PromptTokenizer _tokenizer;
    private readonly int _room;
    private readonly int? _comma;
    private readonly List<PromptChunk> _chunks = [];
    private List<(int Id, float Weight)> _current = [];
    private int _afterComma, _tokenCount;

    private PromptChunks(PromptTokenizer tokenizer, int length)
    {
        _tokenizer = tokenizer;
        _room = length - 2;
        _comma = tokenizer.Encode(",") is [var comma] ? comma : null;
    }

    /// <summary>
    /// The chunks of a prompt, one at least, and how many tokens they take: all of each chunk but the last, which may have room left.
    /// </summary>
    /// <param name="pieces">The prompt, as <see cref="PromptAttention.Parse"/> gives it.</param>
    /// <param name="tokenizer">A tokenizer with a begin and an end token.</param>
    /// <param name="length">Tokens of a chunk, begin and end included; the tokenizer's own when null.</param>
    public static (IReadOnlyList<PromptChunk> Chunks, int TokenCount) Split(
        IEnumerable<WeightedText> pieces, PromptTokenizer tokenizer, int? length = null)
    {
        var chunks = new PromptChunks(tokenizer, length ?? tokenizer.MaxLength);
        foreach (WeightedText piece in pieces)
        {
            if (piece == WeightedText.Break) chunks.Close();
            else chunks.Add(tokenizer.EncodeWeighted(piece.Text), (float)piece.Weight);
        }
        int rest = chunks._current.Count, count = chunks._tokenCount + rest;
        if (rest > 0 || chunks._chunks.Count == 0) chunks.Close();
        return (chunks._chunks, count);
    }

    private void Add(List<int> ids, float weight)
    {
        for (int i = 0, count; i < ids.Count; i += count)
        {
            count = Math.Min(_tokenizer.CountFrom(ids[i]), ids.Count - i);
            MakeRoom(ids[i]);
            if (count <= _room && _current.Count + count > _room) Close();
            foreach (int id in ids.GetRange(i, count))
            {
                if (_current.Count == _room) Close();
                _current.Add((id, weight));
            }
        }
    }

    /// <summary>Makes room for a token.</summary>
    private void MakeRoom(int id)
    {
        bool isFull = _current.Count == _room;
        // A comma itself is never carried over to the next chunk.
        if (isFull && id != _comma && _afterComma > 0 && _room - (_afterComma - 1) <= CommaBacktrack)
        {
            List<(int Id, float Weight)> carried = _current[_afterComma..];
            _current.RemoveRange(_afterComma, carried.Count);
            Close();
            _current = carried;
        }
        if (id == _comma) _afterComma = _current.Count + 1;
        if (_current.Count == _room) Close();
    }

    private void Close()
    {
        var ids = new int[_room + 2];
        var multipliers = new float[_room + 2];
        Array.Fill(ids, _tokenizer.PadId);
        Array.Fill(multipliers, 1);
        ids[0] = _tokenizer.BeginId ?? _tokenizer.EndId;
        for (int i = 0; i < _current.Count; i++) (ids[i + 1], multipliers[i + 1]) = _current[i];
        ids[_current.Count + 1] = _tokenizer.EndId;
        // The end token, written in a prompt, ends it.
        if (_tokenizer.PadId != _tokenizer.EndId) ids.AsSpan(Array.IndexOf(ids, _tokenizer.EndId) + 1).Fill(_tokenizer.PadId);
        _chunks.Add(new PromptChunk(ids, multipliers));
        _current = [];
        _afterComma = 0;
        _tokenCount += _room;
    }
}
