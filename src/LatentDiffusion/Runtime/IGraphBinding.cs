using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace LatentDiffusion.Runtime;

/// <summary>What one caller's runs of a session read and write: the seam between graph calls and ONNX Runtime.</summary>
internal interface IGraphBinding : IDisposable
{
    /// <summary>
    /// Whether the hardware has memory of its own. Then ONNX Runtime copies an input at the time of binding
    /// (https://github.com/microsoft/onnxruntime/blob/v1.31.1/onnxruntime/core/session/IOBinding.cc, <c>BindInput</c>), and a value that
    /// changed must be bound again; else runs read the memory that was bound.
    /// </summary>
    bool CopiesInputs { get; }

    /// <summary>Binds an input to a tensor.</summary>
    void BindInput(string name, OrtValue value);

    /// <summary>Binds an output to a tensor, into which runs write; where that is in the processor's memory, they copy.</summary>
    void BindOutput(string name, OrtValue value);

    /// <summary>Leaves the memory of an output, the processor's, to ONNX Runtime.</summary>
    void LeaveOutput(string name);

    /// <summary>Allocates a tensor in the memory of the hardware, which is only to be used where <see cref="CopiesInputs"/>.</summary>
    OrtValue Allocate(TensorElementType type, long[] shape);

    /// <summary>Runs the graph, and waits for the end.</summary>
    void Run(RunOptions options);

    /// <summary>Names of all bound outputs.</summary>
    string[] OutputNames { get; }

    /// <summary>Their values after a run, in the order of the names.</summary>
    IDisposableReadOnlyCollection<OrtValue> OutputValues();
}
