namespace LatentDiffusion;

/// <summary>A text encoder with its tokenizer: prompt to token ids to hidden states, [tokens, hidden size].</summary>
internal sealed class TextEncoder
{
    private const int KeptPrompts = 32;

    private readonly OnnxGraph _graph;
    private readonly PromptTokenizer _tokenizer;
    private readonly string _ids;
    private readonly bool _masked, _attendsPadding;
    private readonly int _length;
    private readonly PromptCache<TextEncoding> _cache = new(KeptPrompts);

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

    private TextEncoding Run(string prompt, string states, string? pooled, int length, CancellationToken cancellationToken)
    {
        TokenizedPrompt tokens = _tokenizer.EncodePadded(prompt, length);
        using GraphCall call = _graph.Call(cancellationToken);
        Span<float> ids = call.Input(_ids, 1, length).Values;
        for (int i = 0; i < length; i++) ids[i] = tokens.Ids[i];
        if (_masked) call.Input("attention_mask", 1, length).Values[..(_attendsPadding ? length : tokens.Length)].Fill(1);
        call.FreeOutput(states);
        if (pooled is not null) call.FreeOutput(pooled);
        var outputs = call.RunFree();
        return new TextEncoding(
            outputs[0].Values, outputs[0].Shape[1..], pooled is null ? [] : outputs[1].Values, tokens.Length,
            tokens.Truncated ? _tokenizer.Decode(tokens.Dropped) : null);
    }
}
