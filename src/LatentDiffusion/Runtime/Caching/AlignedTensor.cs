using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace LatentDiffusion.Runtime;

/// <summary>
/// A tensor in memory that is not ONNX Runtime's own, as it wants the weights that it is given, and where its kernels can read it.
/// </summary>
internal sealed unsafe class AlignedTensor : IDisposable
{
    // What instructions of the widest registers need.
    private const int Alignment = 64;

    private readonly float* _memory;
    private readonly int _length;

    /// <summary>Allocates it.</summary>
    /// <param name="shape">Its dimensions.</param>
    /// <exception cref="OutOfMemoryException">There is not enough memory.</exception>
    public AlignedTensor(long[] shape)
    {
        _length = checked((int)shape.Aggregate(1L, (product, size) => checked(product * size)));
        nuint bytes = (nuint)_length * sizeof(float);
        _memory = (float*)NativeMemory.AlignedAlloc(bytes, Alignment);
        Value = OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, TensorElementType.Float, shape, (nint)_memory, (long)bytes);
    }

    /// <summary>The elements, in row-major order.</summary>
    public Span<float> Values => new(_memory, _length);

    /// <summary>The tensor that ONNX Runtime is given.</summary>
    public OrtValue Value { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Value.Dispose();
        NativeMemory.AlignedFree(_memory);
    }
}
