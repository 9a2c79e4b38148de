using System.Text.RegularExpressions;

namespace LatentDiffusion.Runtime;

/// <summary>What NVIDIA's libraries the CUDA build of ONNX Runtime loads when a session begins, and which of them it missed.</summary>
internal static partial class CudaLibraries
{
    /// <summary>
    /// For people (https://onnxruntime.ai/docs/execution-providers/CUDA-ExecutionProvider.html#requirements; the packages of 1.31 are built
    /// for CUDA 13).
    /// </summary>
    public const string Requirements = "an NVIDIA driver for CUDA 13, the CUDA 13 runtime with cuBLAS, cuFFT and cuRAND, and cuDNN 9, "
        + "their folders on the loader's path (PATH on Windows, LD_LIBRARY_PATH on Linux)";

    /// <summary>The library that the system's loader did not find, or null where a message says nothing of the kind.</summary>
    /// <param name="message">What ONNX Runtime says.</param>
    public static string? Missing(string message) =>
        Linux().Match(message) is { Success: true } linux ? linux.Groups[1].Value
        : Windows().Match(message) is { Success: true } windows ? windows.Groups[1].Value
        : null;

    /// <summary>glibc: <c>libcublasLt.so.13: cannot open shared object file: No such file or directory</c>.</summary>
    [GeneratedRegex(@"([\w.+-]+\.so(?:\.\d+)*): cannot open shared object file")]
    private static partial Regex Linux();

    /// <summary>
    /// ONNX Runtime on Windows: <c>which depends on "cublasLt64_13.dll" which is missing</c>; without that, only which of its own libraries
    /// could not be loaded.
    /// </summary>
    [GeneratedRegex(@"depends on ""([\w.+-]+\.dll)"" which is missing")]
    private static partial Regex Windows();
}
