using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace LatentDiffusion.Tests;

/// <summary>
/// Binds as hardware with memory of its own does: inputs are copied at the time of binding, so that a value that changes later is not seen.
/// Runs are those of the processor. What was bound and run is written down.
/// </summary>
internal sealed class RecordingBinding(InferenceSession session, List<string> log) : IGraphBinding
{
    private readonly SessionBinding _inner = new(session, copiesInputs: true);
    private readonly Dictionary<string, OrtValue> _copies = new(StringComparer.Ordinal);
    private readonly HashSet<OrtValue> _remote = [];

    public bool CopiesInputs => true;

    public string[] OutputNames => _inner.OutputNames;

    public void BindInput(string name, OrtValue value)
    {
        bool isRemote = session.InputMetadata.ContainsKey(name) && IsRemote(value);
        Write(isRemote ? "remote" : "bind", name);
        if (_copies.Remove(name, out OrtValue? before)) before.Dispose();
        _inner.BindInput(name, isRemote ? value : _copies[name] = Copy(value));
    }

    public void BindOutput(string name, OrtValue value) => _inner.BindOutput(name, value);

    public void LeaveOutput(string name) => _inner.LeaveOutput(name);

    public OrtValue Allocate(TensorElementType type, long[] shape)
    {
        OrtValue value = _inner.Allocate(type, shape);
        _remote.Add(value);
        lock (log) Remote.Add(value);
        return value;
    }

    public void Run(RunOptions options)
    {
        Write("run", session.OutputNames[0]);
        _inner.Run(options);
    }

    public IDisposableReadOnlyCollection<OrtValue> OutputValues() => _inner.OutputValues();

    public void Dispose()
    {
        _inner.Dispose();
        foreach (OrtValue copy in _copies.Values) copy.Dispose();
        lock (log) Remote.ExceptWith(_remote);
    }

    /// <summary>Tensors that any binding allocated, which others read where they are.</summary>
    private static HashSet<OrtValue> Remote { get; } = [];

    private bool IsRemote(OrtValue value)
    {
        lock (log) return Remote.Contains(value);
    }

    private void Write(string what, string name)
    {
        lock (log) log.Add($"{what} {name}");
    }

    private static OrtValue Copy(OrtValue value)
    {
        OrtTensorTypeAndShapeInfo info = value.GetTensorTypeAndShape();
        OrtValue copy = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, info.ElementDataType, info.Shape);
        value.GetTensorMutableRawData().CopyTo(copy.GetTensorMutableRawData());
        return copy;
    }
}
