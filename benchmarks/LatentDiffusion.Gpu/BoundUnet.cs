using LatentDiffusion.Comparison;
using Microsoft.ML.OnnxRuntime;

namespace LatentDiffusion.Gpu;

/// <summary>
/// Bare runs of a U-Net's session with everything on the device: inputs are copied there once, by binding them, and the output stays there.
/// </summary>
internal sealed class BoundUnet : IDisposable
{
    private readonly RunOptions _options = new();
    private readonly SessionBinding _binding;
    private readonly List<IDisposable> _tensors = [];

    /// <summary>Binds.</summary>
    /// <param name="session">The session; it is not disposed here.</param>
    /// <param name="size">Side of the pictures in pixels.</param>
    /// <param name="pictures">Number of pictures, each with guidance.</param>
    /// <param name="hasOwnMemory">Whether the device has memory of its own.</param>
    public BoundUnet(InferenceSession session, int size, int pictures, bool hasOwnMemory)
    {
        _binding = new SessionBinding(session, hasOwnMemory);
        foreach (string name in session.InputNames)
        {
            TensorBuffer input = BareUnet.Input(session, name, size, pictures);
            _tensors.Add(input);
            _binding.BindInput(name, input.Value);
        }

        string output = session.OutputNames[0];
        TensorSpec spec = TensorSpec.From(output, session.OutputMetadata[output]);
        long[] shape = [2 * pictures, spec.Dimensions[1], size / 8, size / 8];
        if (hasOwnMemory) Bind(output, _binding.Allocate(spec.ElementType, shape));
        else
        {
            TensorBuffer buffer = TensorBuffer.Allocate(spec, shape);
            _tensors.Add(buffer);
            _binding.BindOutput(output, buffer.Value);
        }
    }

    /// <summary>Runs it once, and waits for the end.</summary>
    public void Run() => _binding.Run(_options);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IDisposable tensor in _tensors) tensor.Dispose();
        _binding.Dispose();
        _options.Dispose();
    }

    private void Bind(string output, OrtValue value)
    {
        _tensors.Add(value);
        _binding.BindOutput(output, value);
    }
}
