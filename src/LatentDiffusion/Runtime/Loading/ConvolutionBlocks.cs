using LatentDiffusion.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace LatentDiffusion.Runtime;

/// <summary>How many channels the kernels of convolutions on this processor take at once: 16 with AVX-512, 8 with AVX.</summary>
internal static class ConvolutionBlocks
{
    private static readonly Lazy<int> Found = new(Find);

    /// <summary>The number; 0 where there are no such kernels.</summary>
    public static int Size => Found.Value;

    /// <summary>ONNX Runtime is asked to put four channels into blocks, and what comes out is counted.</summary>
    private static int Find()
    {
        try
        {
            using SessionOptions options = new() { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            using InferenceSession session = new(OneNode.Blocks(), options);
            using RunOptions run = new();
            using IDisposableReadOnlyCollection<OrtValue> blocks = session.Run(run, [], [], session.OutputNames);
            return checked((int)blocks[0].GetTensorTypeAndShape().Shape[1]);
        }
        catch (OnnxRuntimeException)
        {
            return 0; // a processor without such operators
        }
    }
}
