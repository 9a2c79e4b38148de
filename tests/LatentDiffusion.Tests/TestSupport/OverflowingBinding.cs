using System.Runtime.CompilerServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace LatentDiffusion.Tests;

/// <summary>Binds as ONNX Runtime does, and has an output of a graph overflow once.</summary>
/// <param name="session">The session.</param>
/// <param name="output">Name of the output.</param>
/// <param name="at">The run, counted from 1.</param>
/// <param name="spent">Whether it has overflowed already, in any of the bindings that share this.</param>
internal sealed class OverflowingBinding(InferenceSession session, string output, int at, StrongBox<bool> spent) : IGraphBinding
{
    private readonly SessionBinding _inner = new(session, copiesInputs: false);
    private OrtValue? _bound;
    private int _runs;

    public bool CopiesInputs => false;

    public string[] OutputNames => _inner.OutputNames;

    public void BindInput(string name, OrtValue value) => _inner.BindInput(name, value);

    public void BindOutput(string name, OrtValue value)
    {
        if (name == output) _bound = value;
        _inner.BindOutput(name, value);
    }

    public void LeaveOutput(string name) => _inner.LeaveOutput(name);

    public OrtValue Allocate(TensorElementType type, long[] shape) => _inner.Allocate(type, shape);

    public void Run(RunOptions options)
    {
        _inner.Run(options);
        if (_bound is null || ++_runs != at || spent.Value) return;
        _bound.GetTensorMutableRawData().Fill(0xFF); // NaN in all types of floating point
        spent.Value = true;
    }

    public IDisposableReadOnlyCollection<OrtValue> OutputValues() => _inner.OutputValues();

    public void Dispose() => _inner.Dispose();
}
