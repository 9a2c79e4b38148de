using LatentDiffusion.Runtime;
using Microsoft.ML.OnnxRuntime;

namespace LatentDiffusion.Model;

/// <summary>
/// A call of a graph on all rows of a batch, also of one that was exported for so many rows only: then it runs several times, on some of
/// the rows each. Where the last run has fewer rows than the graph wants, it computes the last one again.
/// </summary>
internal sealed class BatchedCall : IDisposable
{
    private readonly OnnxGraph _graph;
    private readonly GraphCall _call;
    private readonly int _rows;
    private readonly int? _part;
    private readonly List<(string Name, TensorBuffer Whole, TensorBuffer Part)> _inputs = [];
    private readonly List<(TensorBuffer Whole, TensorBuffer Part)> _outputs = [];
    private readonly List<TensorBuffer> _own = [];

    /// <summary>Starts a call.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="input">An input whose first dimension is that of the batch.</param>
    /// <param name="rows">Rows of the batch.</param>
    /// <param name="cancellationToken">Stops within one operator.</param>
    public BatchedCall(OnnxGraph graph, string input, int rows, CancellationToken cancellationToken) =>
        (_graph, _call, _rows, _part) = (graph, graph.Call(cancellationToken), rows, RowsOf(graph, input, rows));

    /// <summary>The rows of one run, where a graph cannot take all of them at once; else null.</summary>
    public static int? RowsOf(OnnxGraph graph, string input, int rows) =>
        graph.Inputs[input].Dimensions is [> 0 and var declared, ..] && declared != rows ? declared : null;

    /// <summary>The buffer of a bound input, of all rows, or null.</summary>
    public TensorBuffer? Bound(string input) => _inputs.Find(i => i.Name == input).Whole ?? _call.Bound(input);

    /// <summary>Allocates an input of all rows; write to the buffer before the run that is to read it.</summary>
    /// <exception cref="ModelFormatException">The graph declares another shape.</exception>
    public TensorBuffer Input(string name, params ReadOnlySpan<long> shape)
    {
        if (!IsSplit(_graph.Inputs[name], shape)) return _call.Input(name, shape);
        TensorBuffer whole = TensorBuffer.Allocate(_graph.Inputs[name], shape);
        _own.Add(whole);
        return Split(name, whole);
    }

    /// <summary>Binds an input to the values that another call reads or writes.</summary>
    /// <exception cref="ModelFormatException">The graph declares another shape.</exception>
    public TensorBuffer Input(string name, TensorBuffer shared) =>
        IsSplit(_graph.Inputs[name], shared.Shape) ? Split(name, shared) : _call.Input(name, shared);

    /// <summary>Allocates and binds an output of all rows.</summary>
    /// <exception cref="ModelFormatException">The graph declares another shape.</exception>
    public TensorBuffer Output(string name, params ReadOnlySpan<long> shape)
    {
        if (!IsSplit(_graph.Outputs[name], shape)) return _call.Output(name, shape);
        TensorBuffer whole = TensorBuffer.Allocate(_graph.Outputs[name], shape);
        _own.Add(whole);
        return Output(name, whole);
    }

    /// <summary>Binds an output to the values that another call reads or writes.</summary>
    /// <exception cref="ModelFormatException">The graph declares another shape.</exception>
    public TensorBuffer Output(string name, TensorBuffer shared)
    {
        if (!IsSplit(_graph.Outputs[name], shared.Shape)) return _call.Output(name, shared);
        _outputs.Add((shared, _call.Output(name, PartOf(shared.Shape))));
        return shared;
    }

    /// <summary>As <see cref="GraphCall.AllocateRemote"/>; null too where the graph runs on some rows at a time.</summary>
    public OrtValue? AllocateRemote(string input) => _part is null ? _call.AllocateRemote(input) : null;

    /// <summary>As <see cref="GraphCall.ReadRemote"/>.</summary>
    public void ReadRemote(string input, OrtValue? remote) => _call.ReadRemote(input, remote);

    /// <summary>As <see cref="GraphCall.WriteRemote"/>.</summary>
    public void WriteRemote(string output, OrtValue remote) => _call.WriteRemote(output, remote);

    /// <summary>Runs the graph on what the inputs hold now.</summary>
    /// <param name="step">Step of the generation, for messages.</param>
    /// <param name="isLast">Whether no other run follows, so that memory may be given back.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="NumericalException">An output is not finite.</exception>
    public void Run(int step, bool isLast)
    {
        int part = _part ?? _rows;
        for (int first = 0; first < _rows; first += part)
        {
            foreach (var (_, whole, some) in _inputs)
                for (int row = 0; row < part; row++) Row(whole.Values, Math.Min(first + row, _rows - 1)).CopyTo(Row(some, row, part));
            _call.Run(step, isLast && first + part >= _rows);
            foreach (var (whole, some) in _outputs)
            {
                int length = some.Values.Length / part, count = Math.Min(part, _rows - first) * length;
                some.Values[..count].CopyTo(whole.Write()[(first * length)..]);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _call.Dispose();
        foreach (TensorBuffer buffer in _own) buffer.Dispose();
    }

    private TensorBuffer Split(string name, TensorBuffer whole)
    {
        _inputs.Add((name, whole, _call.Input(name, PartOf(whole.Shape))));
        return whole;
    }

    private long[] PartOf(ReadOnlySpan<long> shape) => [_part!.Value, .. shape[1..]];

    /// <summary>Whether a value has a row for each of the batch, of which the graph takes some.</summary>
    private bool IsSplit(TensorSpec spec, ReadOnlySpan<long> shape) =>
        _part is { } part && shape.Length > 0 && shape[0] == _rows && spec.FitsAt(0, part);

    private ReadOnlySpan<float> Row(ReadOnlySpan<float> values, int row) =>
        values.Slice(row * (values.Length / _rows), values.Length / _rows);

    private static Span<float> Row(TensorBuffer buffer, int row, int rows)
    {
        Span<float> values = buffer.Write();
        return values.Slice(row * (values.Length / rows), values.Length / rows);
    }
}
