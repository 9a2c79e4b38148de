namespace LatentDiffusion.Evaluation;

/// <summary>Repeated runs of a feature network on one thread, over memory that is bound once.</summary>
internal sealed class FeatureRun : IDisposable
{
    private readonly GraphCall _call;
    private readonly TensorBuffer _pictures, _features;
    private readonly TensorBuffer? _logits;
    private readonly int _batchSize;

    /// <summary>Binds the memory of a batch.</summary>
    public FeatureRun(
        OnnxGraph graph, NetworkDescription description, string input, int batchSize, int dimension, int classes,
        CancellationToken cancellationToken)
    {
        _batchSize = batchSize;
        _call = graph.Call(cancellationToken);
        try
        {
            _pictures = _call.Input(input, batchSize, 3, description.Size, description.Size);
            _features = _call.Output(description.Features!, Shape(graph, description.Features!, batchSize));
            if (description.Logits is { } logits) _logits = _call.Output(logits, Shape(graph, logits, batchSize));
            (Dimension, Classes) = (dimension, classes);
        }
        catch
        {
            _call.Dispose();
            throw;
        }
    }

    /// <summary>Features of each picture.</summary>
    public int Dimension { get; }

    /// <summary>Logits of each picture.</summary>
    public int Classes { get; }

    /// <summary>[batch, dimension]: the result.</summary>
    public ReadOnlySpan<float> Features => _features.Values;

    /// <summary>[batch, classes]: the result, empty where there are no logits.</summary>
    public ReadOnlySpan<float> Logits => _logits is null ? [] : _logits.Values;

    /// <summary>Where a picture of the batch goes.</summary>
    public Span<float> Picture(int index)
    {
        int length = _pictures.Values.Length / _batchSize;
        return _pictures.Write().Slice(index * length, length);
    }

    /// <summary>Runs the graph on the first pictures of the batch; what the last batch left in the others counts for nothing.</summary>
    public void Run(int count)
    {
        if (count > 0) _call.Run();
    }

    /// <inheritdoc/>
    public void Dispose() => _call.Dispose();

    private static long[] Shape(OnnxGraph graph, string output, int batchSize) =>
        [batchSize, .. graph.Outputs[output].Dimensions[1..].Select(n => (long)n)];
}
