using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace LatentDiffusion.Runtime;

/// <summary>ONNX Runtime's own binding.</summary>
/// <param name="session">The session.</param>
/// <param name="copiesInputs">Whether the hardware has memory of its own.</param>
internal sealed class SessionBinding(InferenceSession session, bool copiesInputs) : IGraphBinding
{
    private readonly OrtIoBinding _binding = session.CreateIoBinding();
    private OrtAllocator? _allocator;

    /// <inheritdoc/>
    public bool CopiesInputs => copiesInputs;

    /// <inheritdoc/>
    public string[] OutputNames => _binding.GetOutputNames();

    /// <inheritdoc/>
    public void BindInput(string name, OrtValue value) => _binding.BindInput(name, value);

    /// <inheritdoc/>
    public void BindOutput(string name, OrtValue value) => _binding.BindOutput(name, value);

    /// <inheritdoc/>
    public void LeaveOutput(string name) => _binding.BindOutputToDevice(name, OrtMemoryInfo.DefaultInstance);

    /// <inheritdoc/>
    public OrtValue Allocate(TensorElementType type, long[] shape)
    {
        if (_allocator is null)
        {
            using var memories = session.GetMemoryInfosForInputs();
            _allocator = new OrtAllocator(session, memories[0]);
        }

        return OrtValue.CreateAllocatedTensorValue(_allocator, type, shape);
    }

    /// <inheritdoc/>
    public void Run(RunOptions options)
    {
        _binding.SynchronizeBoundInputs();
        session.RunWithBinding(options, _binding);
        _binding.SynchronizeBoundOutputs();
    }

    /// <inheritdoc/>
    public IDisposableReadOnlyCollection<OrtValue> OutputValues() => _binding.GetOutputValues();

    /// <inheritdoc/>
    public void Dispose()
    {
        _binding.Dispose();
        _allocator?.Dispose();
    }
}
