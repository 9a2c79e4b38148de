using LatentDiffusion.Errors;
using LatentDiffusion.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace LatentDiffusion.Runtime;

/// <summary>A loaded ONNX graph: what it declares, and calls of it. The only type that knows <see cref="InferenceSession"/>.</summary>
/// <remarks>
/// Calls may run at the same time on several threads. Disposing it refuses new ones; memory is freed when the last is disposed, since ONNX
/// Runtime crashes the process where a session is closed while it runs.
/// </remarks>
internal sealed class OnnxGraph : IDisposable
{
    private readonly OpenedSession _opened;
    private readonly Func<InferenceSession, IGraphBinding> _bind;
    private readonly Lock _lock = new();
    private WiderGraph? _inFloat32;
    private int _calls;
    private bool _isDisposed;

    private OnnxGraph(string name, string path, OpenedSession opened, Func<InferenceSession, IGraphBinding> bind)
    {
        (Name, Path, _opened, _bind) = (name, path, opened, bind);
        InferenceSession session = opened.Session;
        Inputs = session.InputMetadata.ToDictionary(i => i.Key, i => TensorSpec.From(i.Key, i.Value), StringComparer.Ordinal);
        Outputs = session.OutputMetadata.ToDictionary(o => o.Key, o => TensorSpec.From(o.Key, o.Value), StringComparer.Ordinal);
        OutputNames = session.OutputNames;
    }

    /// <summary>Name of the component, for example <c>unet</c>.</summary>
    public string Name { get; }

    /// <summary>Path of the file.</summary>
    public string Path { get; }

    /// <summary>Declared inputs by name.</summary>
    public IReadOnlyDictionary<string, TensorSpec> Inputs { get; }

    /// <summary>Declared outputs by name.</summary>
    public IReadOnlyDictionary<string, TensorSpec> Outputs { get; }

    /// <summary>Names of the outputs in declared order.</summary>
    public IReadOnlyList<string> OutputNames { get; }

    /// <summary>Loads a graph, or what was prepared of it before.</summary>
    /// <param name="name">Name of the component.</param>
    /// <param name="path">Path of the graph or checkpoint, for messages.</param>
    /// <param name="graph">The graph.</param>
    /// <param name="settings">How to load.</param>
    /// <exception cref="ModelFormatException">ONNX Runtime refuses the graph, or a file of weights is absent or cut off.</exception>
    /// <exception cref="OperationCanceledException">The token of the settings was cancelled.</exception>
    public static OnnxGraph Load(string name, string path, BoundGraph graph, SessionSettings settings)
    {
        settings.CancellationToken.ThrowIfCancellationRequested();
        using SessionOptions options = settings.CreateOptions();
        OpenedSession? opened = null;
        try
        {
            opened = settings.Cache?.Open(name, path, graph, settings) ?? OpenedSession.Of(graph, options, settings);
            if (settings.ChecksPlacement) NodePlacement.Check(opened.Session, path, settings.Provider);
            OnnxGraph loaded = new(name, path, opened, settings.Bind);
            return ComponentShapes.Fault(name, loaded.Inputs, loaded.Outputs) is { } fault
                ? throw new ModelFormatException($"{path}: {fault}.") : loaded;
        }
        catch (Exception e)
        {
            opened?.Dispose();
            settings.CancellationToken.ThrowIfCancellationRequested();
            if (e is OutOfMemoryException) throw new GraphRunException($"{path}: there is not enough memory to load this graph.", e);
            if (e is GraphRunException || ForeignFault.Is(e))
                throw new ModelFormatException($"{path}: ONNX Runtime cannot load this graph: {Shown.Cause(e)}.", e);
            throw;
        }
    }

    /// <summary>The first of several names, new and old, under which the graph declares an input.</summary>
    /// <exception cref="ModelFormatException">None of them.</exception>
    public string RequireInput(params ReadOnlySpan<string> names) => Require(Inputs, "input", names);

    /// <summary>The first of several names, new and old, under which the graph declares an output.</summary>
    /// <exception cref="ModelFormatException">None of them.</exception>
    public string RequireOutput(params ReadOnlySpan<string> names) => Require(Outputs, "output", names);

    /// <summary>Fails for an input that nobody will fill.</summary>
    /// <exception cref="ModelFormatException">The graph has an input besides the named ones.</exception>
    public void RequireNoOtherInputs(params ReadOnlySpan<string> names)
    {
        foreach (string input in Inputs.Keys)
            if (!names.Contains(input))
                throw new ModelFormatException(
                    $"{Path}: the graph has an input '{input}' ({Inputs[input]}) that this kind of model does not have; "
                    + $"expected only {string.Join(", ", names.ToArray())}.");
    }

    /// <summary>Starts a call; its memory is reused as often as it is run.</summary>
    /// <param name="cancellationToken">Stops within one operator.</param>
    /// <param name="returnsMemory">
    /// Whether ONNX Runtime gives its working memory back to the system after each run. Else it keeps
    /// it for later ones, a set for each shape.
    /// </param>
    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    public GraphCall Call(CancellationToken cancellationToken, bool returnsMemory = false)
    {
        lock (_lock)
        {
            if (_isDisposed) throw new ObjectDisposedException(null, $"The model with the graph '{Name}' was disposed ({Path}).");
            _calls++;
        }

        IGraphBinding? binding = null;
        try
        {
            binding = _bind(_opened.Session);
            return new GraphCall(this, binding, cancellationToken, returnsMemory && _opened.HasArena);
        }
        catch
        {
            binding?.Dispose();
            EndCall();
            throw;
        }
    }

    /// <summary>Whether memory that it does not need for a while is worth the time of giving it back.</summary>
    public bool ReturnsMemory => _opened.IsLarge && _opened.HasArena;

    /// <summary>Is told that a call is over.</summary>
    public void EndCall()
    {
        lock (_lock)
        {
            if (--_calls > 0) return;
            if (!_isDisposed)
            {
                _opened.Rest();
                return;
            }
        }

        _opened.Dispose();
    }

    /// <summary>
    /// The same graph in float32, for where float16 overflows: loaded when it is first asked for. Null where it computes in float32 itself,
    /// or in a way that cannot be changed.
    /// </summary>
    public OnnxGraph? InFloat32 => _inFloat32?.Graph;

    /// <summary>Whether it computes in half precision, where values above 65504 overflow.</summary>
    public bool IsHalf => _inFloat32 is not null;

    /// <summary>The same with a graph in float32 beside it.</summary>
    /// <param name="load">Loads it.</param>
    public OnnxGraph WithFloat32(Func<OnnxGraph> load)
    {
        _inFloat32 = new WiderGraph(load);
        return this;
    }

    /// <summary>Computes with the graph, and once more in float32 where it overflows in float16.</summary>
    /// <param name="compute">What to compute.</param>
    /// <param name="warnings">Are told of it.</param>
    /// <exception cref="NumericalException">The result is not finite, in float32 either.</exception>
    public T Compute<T>(Func<OnnxGraph, T> compute, RunWarnings warnings)
    {
        try
        {
            return compute(this);
        }
        catch (NumericalException)
        {
            if (InFloat32 is not { } wider) throw;
            warnings.Add($"The graph '{Name}' overflowed in float16 and was run again in float32.");
            return compute(wider);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        bool isIdle;
        lock (_lock)
        {
            if (_isDisposed) return;
            (_isDisposed, isIdle) = (true, _calls == 0);
        }

        _inFloat32?.Dispose();
        if (isIdle) _opened.Dispose();
    }

    private string Require(IReadOnlyDictionary<string, TensorSpec> declared, string kind, ReadOnlySpan<string> names)
    {
        foreach (string name in names)
            if (declared.ContainsKey(name)) return name;
        string there = string.Join(", ", declared.Values.Select(s => $"{s.Name}: {s}"));
        throw new ModelFormatException($"{Path}: the graph has no {kind} '{string.Join("' or '", names.ToArray())}'. It has: {there}.");
    }
}
