using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;

namespace LatentDiffusion.Runtime;

/// <summary>
/// The memory and bindings of repeated runs of one graph, for one thread. What a run reads is what the inputs hold at that time, whatever
/// the hardware: values that changed are bound again where binding copies, all others once. <see cref="Run"/> allocates nothing managed
/// on the processor, unless outputs were left to ONNX Runtime.
/// </summary>
internal sealed class GraphCall : IDisposable
{
    private readonly OnnxGraph _graph;
    private readonly IGraphBinding _binding;
    private readonly RunOptions _options = new();
    private readonly CancellationToken _cancellationToken;
    private readonly CancellationTokenRegistration _cancellation;
    private readonly List<BoundInput> _inputs = [];
    private readonly List<(string Name, TensorBuffer Buffer)> _outputs = [];
    private readonly List<string> _freeOutputs = [];
    private bool _isDisposed;

    /// <summary>Wraps a binding of a graph.</summary>
    public GraphCall(OnnxGraph graph, IGraphBinding binding, CancellationToken cancellationToken, bool shrinksArena)
    {
        (_graph, _binding, _cancellationToken) = (graph, binding, cancellationToken);
        if (shrinksArena) ShrinkArena();
        // ONNX Runtime looks at the flag between two kernels, so a cancelled run ends within one.
        _cancellation = cancellationToken.Register(static options => ((RunOptions)options!).Terminate = true, _options);
    }

    /// <summary>The buffer of a bound input, or null.</summary>
    public TensorBuffer? Bound(string input) => _inputs.Find(i => i.Name == input)?.Buffer;

    /// <summary>Allocates an input; write to the buffer before the run that is to read it.</summary>
    /// <exception cref="ModelFormatException">The graph declares another shape.</exception>
    public TensorBuffer Input(string name, params ReadOnlySpan<long> shape) =>
        BindInput(name, TensorBuffer.Allocate(Fitting(_graph.Inputs[name], "input", shape), shape));

    /// <summary>Binds an input to the values that another call reads or writes.</summary>
    /// <exception cref="ModelFormatException">The graph declares another shape.</exception>
    public TensorBuffer Input(string name, TensorBuffer shared) =>
        BindInput(name, shared.Share(Fitting(_graph.Inputs[name], "input", shared.Shape)));

    /// <summary>Allocates and binds an output whose shape is known.</summary>
    /// <exception cref="ModelFormatException">The graph declares another shape.</exception>
    public TensorBuffer Output(string name, params ReadOnlySpan<long> shape) =>
        BindOutput(name, TensorBuffer.Allocate(Fitting(_graph.Outputs[name], "output", shape), shape));

    /// <summary>Binds an output to the values that another call reads or writes.</summary>
    /// <exception cref="ModelFormatException">The graph declares another shape.</exception>
    public TensorBuffer Output(string name, TensorBuffer shared) =>
        BindOutput(name, shared.Share(Fitting(_graph.Outputs[name], "output", shared.Shape)));

    /// <summary>Leaves the memory of an output to ONNX Runtime; <see cref="RunFree"/> returns it.</summary>
    public void FreeOutput(string name)
    {
        _freeOutputs.Add(name);
        _binding.LeaveOutput(name);
    }

    /// <summary>
    /// Allocates a tensor for an input in the hardware's memory, for another graph to write to; null where the hardware has none
    /// of its own.
    /// </summary>
    public OrtValue? AllocateRemote(string input) => _binding.CopiesInputs
        ? _binding.Allocate(_graph.Inputs[input].ElementType, Bound(input)!.Shape)
        : null;

    /// <summary>Has an input read a tensor in the hardware's memory, or, with null, its buffer again.</summary>
    public void ReadRemote(string input, OrtValue? remote)
    {
        BoundInput bound = _inputs.Find(i => i.Name == input)!;
        if (ReferenceEquals(bound.Remote, remote)) return;
        (bound.Remote, bound.Version) = (remote, null);
    }

    /// <summary>Has an output written to a tensor in the hardware's memory.</summary>
    public void WriteRemote(string output, OrtValue remote) => _binding.BindOutput(output, remote);

    /// <summary>Runs the graph on what the inputs hold now.</summary>
    /// <param name="step">Step of the generation, for messages; null outside the loop.</param>
    /// <param name="isLast">
    /// Whether it is the last of many: after it ONNX Runtime gives its working memory back, where that of the graph is worth the time.
    /// </param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="NumericalException">An output is not finite.</exception>
    public void Run(int? step = null, bool isLast = false)
    {
        if (isLast && _graph.ReturnsMemory) ShrinkArena();
        foreach (BoundInput input in _inputs) input.Refresh(_binding);
        Invoke();
        foreach (var (name, buffer) in _outputs)
        {
            buffer.FromGraph();
            RequireFinite(name, buffer.Values, step);
        }
    }

    /// <summary>Runs the graph and copies out what was left to ONNX Runtime, in the order of <see cref="FreeOutput"/>.</summary>
    public (float[] Values, long[] Shape)[] RunFree()
    {
        Run();
        using IDisposableReadOnlyCollection<OrtValue> values = _binding.OutputValues();
        string[] bound = _binding.OutputNames;
        return [.. _freeOutputs.Select(name => Read(name, values[Array.IndexOf(bound, name)]))];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isDisposed) return; // the graph counts its calls
        _isDisposed = true;
        _cancellation.Dispose(); // waits for a callback in flight, which uses the options
        _binding.Dispose();
        _options.Dispose();
        foreach (BoundInput input in _inputs) input.Buffer.Dispose();
        foreach (var (_, buffer) in _outputs) buffer.Dispose();
        _graph.EndCall();
    }

    // The key is of onnxruntime_run_options_config_keys.h.
    private void ShrinkArena() => _options.AddRunConfigEntry("memory.enable_memory_arena_shrinkage", "cpu:0");

    private (float[] Values, long[] Shape) Read(string name, OrtValue value)
    {
        float[] values = TensorBuffer.Read(value, _graph.Outputs[name]);
        RequireFinite(name, values, null);
        return (values, value.GetTensorTypeAndShape().Shape);
    }

    private void Invoke()
    {
        _cancellationToken.ThrowIfCancellationRequested();
        try
        {
            _binding.Run(_options);
        }
        catch (OnnxRuntimeException) when (_cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(_cancellationToken);
        }
        catch (OnnxRuntimeException e)
        {
            throw new GraphRunException($"The graph '{_graph.Name}' ({_graph.Path}) failed: {e.Message}", e);
        }
    }

    private TensorBuffer BindInput(string name, TensorBuffer buffer)
    {
        _inputs.Add(new BoundInput(name, buffer));
        return buffer;
    }

    private TensorBuffer BindOutput(string name, TensorBuffer buffer)
    {
        _outputs.Add((name, buffer));
        _binding.BindOutput(name, buffer.Value);
        return buffer;
    }

    private TensorSpec Fitting(TensorSpec spec, string kind, ReadOnlySpan<long> shape) =>
        spec.Fits(shape)
            ? spec
            : throw new ModelFormatException(
                $"{_graph.Path}: the {kind} '{spec.Name}' is declared as {spec}, "
                + $"but [{string.Join(", ", shape.ToArray())}] is needed.");

    private void RequireFinite(string output, ReadOnlySpan<float> values, int? step)
    {
        // The sum is finite unless an element is not, or in the rare case that it overflows: then each element is looked at.
        if (!float.IsFinite(TensorPrimitives.Sum(values)) && !TensorPrimitives.IsFiniteAll(values))
            throw NumericalException.Of(_graph.Name, output, step, _graph.IsHalf);
    }
}
