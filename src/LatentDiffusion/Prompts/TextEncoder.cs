using LatentDiffusion.Errors;
using LatentDiffusion.Runtime;
using LatentDiffusion.Tokenizers;

namespace LatentDiffusion.Prompts;

/// <summary>A text encoder with its tokenizer: prompt to token ids to hidden states, [tokens, hidden size].</summary>
internal sealed class TextEncoder
{
    private const long KeptBytes = 32 << 20; // some 50 prompts of SDXL
    private const int MostDropped = 400; // tokens, of which a warning shows some

    private readonly OnnxGraph _graph;
    private readonly PromptTokenizer _tokenizer;
    private readonly string _ids;
    private readonly bool _masked, _attendsPadding;
    private readonly int _length;
    private readonly PromptCache<TextEncoding> _cache = new(KeptBytes, encoding => encoding.Bytes);

    /// <summary>Wires a graph to its tokenizer.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="tokenizer">The tokenizer that came with it.</param>
    /// <param name="length">Tokens of every prompt, or null for the tokenizer's own length.</param>
    /// <param name="attendsPadding">Whether padding is attended to even by a graph that takes an attention mask.</param>
    /// <exception cref="ModelFormatException">The graph is not a text encoder, or not one for this tokenizer.</exception>
    public TextEncoder(OnnxGraph graph, PromptTokenizer tokenizer, int? length = null, bool attendsPadding = false)
    {
        (_graph, _tokenizer, _length, _attendsPadding) = (graph, tokenizer, length ?? tokenizer.MaxLength, attendsPadding);
        _ids = graph.RequireInput("input_ids");
        _masked = graph.Inputs.ContainsKey("attention_mask");
        graph.RequireNoOtherInputs(_ids, "attention_mask");
        if (!graph.Inputs[_ids].Fits([1, _length]))
            throw new ModelFormatException($"{graph.Path}: '{_ids}' is declared as {graph.Inputs[_ids]}, but [1, {_length}] is needed.");
    }

    /// <summary>Path of the graph, for messages.</summary>
    public string Path => _graph.Path;

    /// <summary>Whether the graph is told which tokens are padding.</summary>
    public bool TakesMask => _masked;

    /// <summary>Whether the graph has an output.</summary>
    public bool Has(string output) => _graph.Outputs.ContainsKey(output);

    /// <summary>Fails for an output that the graph does not have.</summary>
    /// <exception cref="ModelFormatException">It is absent.</exception>
    public void Require(string output) => _graph.RequireOutput(output);

    /// <summary>Encodes a prompt as diffusers does by default: padded to, or cut at, the length.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="states">Output of the hidden states.</param>
    /// <param name="pooled">Output of the pooled state, or null for none.</param>
    /// <param name="cancellationToken">Stops between two kernels.</param>
    /// <param name="length">The length, or null for that of the encoder.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public TextEncoding Encode(string prompt, string states, string? pooled, CancellationToken cancellationToken, int? length = null) =>
        _cache.GetOrAdd($"{length}\n{states}\n{pooled}\n{prompt}", _ => Run(prompt, states, pooled, length ?? _length, cancellationToken));

    /// <summary>Encodes a prompt, plain or weighted.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="chunks">The number of chunks of a weighted prompt, to which it is filled up; null for a plain one.</param>
    /// <param name="states">Output of the hidden states.</param>
    /// <param name="pooled">Output of the pooled state, or null for none; of several chunks the first counts.</param>
    /// <param name="cancellationToken">Stops between two kernels.</param>
    /// <exception cref="PromptFormatException">A weight cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public TextEncoding Encode(string prompt, int? chunks, string states, string? pooled, CancellationToken cancellationToken) =>
        chunks is { } count
            ? _cache.GetOrAdd(
                $"{count} chunks\n{states}\n{pooled}\n{prompt}",
                _ => RunChunks(Split(prompt), count, states, pooled, cancellationToken))
            : Encode(prompt, states, pooled, cancellationToken);

    /// <summary>How many chunks a weighted prompt takes.</summary>
    /// <exception cref="PromptFormatException">A weight cannot be read.</exception>
    public int CountChunks(string prompt) => Split(prompt).Count;

    /// <summary>Tokens of a prompt without begin and end, and how many are taken at once.</summary>
    /// <exception cref="PromptFormatException">A weight cannot be read.</exception>
    public (int Count, int Room) CountTokens(string prompt, PromptSyntax syntax)
    {
        PromptPass pass = new(Steps: 100); // enough for a change at each hundredth
        int count = syntax == PromptSyntax.Plain
            ? _tokenizer.Encode(prompt).Count
            : PromptConjunction.Parse(prompt).SelectMany(part => ScheduledPrompt.Read(part, pass).Texts).Distinct()
                .Max(text => PromptChunks.Split(PromptAttention.Parse(text), _tokenizer, _length).TokenCount);
        return (count, _length - 2);
    }

    private IReadOnlyList<PromptChunk> Split(string prompt) =>
        PromptChunks.Split(PromptAttention.Parse(prompt), _tokenizer, _length).Chunks;

    private TextEncoding RunChunks(
        IReadOnlyList<PromptChunk> chunks, int count, string states, string? pooled, CancellationToken cancellationToken)
    {
        List<TextEncoding> encodings = [];
        foreach (PromptChunk chunk in chunks)
        {
            TextEncoding encoding = Run(chunk.Ids, Array.IndexOf(chunk.Ids, _tokenizer.EndId) + 1, states, pooled, cancellationToken);
            PromptEmphasis.Apply(encoding.States, chunk.Multipliers);
            encodings.Add(encoding);
        }

        while (encodings.Count < count) encodings.Add(Encode("", states, pooled, cancellationToken));
        return TextEncoding.OneAfterAnother(encodings);
    }

    private TextEncoding Run(string prompt, string states, string? pooled, int length, CancellationToken cancellationToken)
    {
        TokenizedPrompt tokens = _tokenizer.EncodePadded(prompt, length);
        TextEncoding encoding = Run(tokens.Ids, tokens.Length, states, pooled, cancellationToken);
        return tokens.Truncated
            ? encoding with { Dropped = _tokenizer.Decode(tokens.Dropped[..Math.Min(tokens.Dropped.Length, MostDropped)]) } : encoding;
    }

    private TextEncoding Run(int[] ids, int attended, string states, string? pooled, CancellationToken cancellationToken)
    {
        RunWarnings overflows = new();
        TextEncoding encoding = _graph.Compute(graph => Run(graph, ids, attended, states, pooled, cancellationToken), overflows);
        return encoding with { Widened = overflows.All.Count > 0 };
    }

    private TextEncoding Run(
        OnnxGraph graph, int[] ids, int attended, string states, string? pooled, CancellationToken cancellationToken)
    {
        using GraphCall call = graph.Call(cancellationToken);
        Span<float> input = call.Input(_ids, 1, ids.Length).Write();
        for (int i = 0; i < ids.Length; i++) input[i] = ids[i];
        if (_masked) call.Input("attention_mask", 1, ids.Length).Write()[..(_attendsPadding ? ids.Length : attended)].Fill(1);
        call.FreeOutput(states);
        if (pooled is not null) call.FreeOutput(pooled);
        var outputs = call.RunFree();
        return new TextEncoding(outputs[0].Values, outputs[0].Shape[1..], pooled is null ? [] : outputs[1].Values, attended, Dropped: null);
    }
}
