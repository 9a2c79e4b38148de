namespace LatentDiffusion;

/// <summary>A CLIP text encoder: prompt to token ids to the last hidden state, [tokens, hidden size].</summary>
internal sealed class ClipTextEncoder
{
    private const int KeptPrompts = 32;

    private readonly OnnxGraph _graph;
    private readonly ClipTokenizer _tokenizer;
    private readonly string _input;
    private readonly string _output;
    private readonly PromptCache<Encoding> _cache = new(KeptPrompts);

    /// <summary>Wires a graph to its tokenizer.</summary>
    /// <exception cref="ModelFormatException">The graph is not a text encoder.</exception>
    public ClipTextEncoder(OnnxGraph graph, ClipTokenizer tokenizer)
    {
        (_graph, _tokenizer) = (graph, tokenizer);
        _input = graph.RequireInput("input_ids");
        graph.RequireNoOtherInputs(_input);
        _output = graph.RequireOutput("last_hidden_state");
        if (!graph.Inputs[_input].Fits([1, tokenizer.MaxLength]))
            throw new ModelFormatException($"{graph.Path}: '{_input}' is declared as {graph.Inputs[_input]}, but the tokenizer makes [1, {tokenizer.MaxLength}].");
    }

    /// <summary>Encodes a prompt as diffusers does by default: padded to, or cut at, the tokenizer's length.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Encoding Encode(string prompt, CancellationToken cancellationToken) => _cache.GetOrAdd(prompt, p => Run(p, cancellationToken));

    private Encoding Run(string prompt, CancellationToken cancellationToken)
    {
        TokenizedPrompt tokens = _tokenizer.EncodePadded(prompt);
        using GraphCall call = _graph.Call(cancellationToken);
        TensorBuffer ids = call.Input(_input, 1, tokens.Ids.Length);
        for (int i = 0; i < tokens.Ids.Length; i++) ids.Values[i] = tokens.Ids[i];
        call.FreeOutput(_output);
        var (values, shape) = call.RunFree()[0];
        return new Encoding(values, shape[1..], tokens.Truncated ? _tokenizer.Decode(tokens.Dropped) : null);
    }

    /// <summary>An encoded prompt.</summary>
    /// <param name="HiddenState">Last hidden state, row-major.</param>
    /// <param name="Shape">[tokens, hidden size].</param>
    /// <param name="Dropped">The end of the prompt that did not fit, or null.</param>
    internal sealed record Encoding(float[] HiddenState, long[] Shape, string? Dropped);
}
