namespace LatentDiffusion.Evaluation;

/// <summary>CLIP's text encoder beside its picture encoder.</summary>
internal sealed class PromptEncoder : IDisposable
{
    private readonly OnnxGraph _graph;
    private readonly PromptTokenizer _tokenizer;
    private readonly string _prefix, _input, _output;

    /// <summary>Wraps a graph and loads its tokenizer.</summary>
    /// <exception cref="ModelFormatException">A file is missing or does not fit.</exception>
    public PromptEncoder(NetworkDescription.TextDescription description, OnnxGraph graph, string tokenizer)
    {
        _graph = graph;
        (_prefix, _output) = (description.Prefix, graph.RequireOutput(description.Output));
        _input = graph.RequireInput("input_ids");
        graph.RequireNoOtherInputs(_input);
        _tokenizer = PromptTokenizer.Load(tokenizer);
        Dimension = NetworkInputs.LengthOf(graph, _output);
    }

    /// <summary>Elements of an embedding.</summary>
    public int Dimension { get; }

    /// <summary>The embedding of a prompt; what exceeds the encoder's length is cut off, as CLIP's own processor does.</summary>
    public float[] Encode(string prompt, CancellationToken cancellationToken)
    {
        int[] ids = _tokenizer.EncodePadded(_prefix + prompt).Ids;
        using GraphCall call = _graph.Call(cancellationToken);
        Span<float> input = call.Input(_input, 1, ids.Length).Write();
        for (int i = 0; i < ids.Length; i++) input[i] = ids[i];
        TensorBuffer embedding = call.Output(_output, 1, Dimension);
        call.Run();
        return embedding.Values.ToArray();
    }

    /// <inheritdoc/>
    public void Dispose() => _graph.Dispose();
}
