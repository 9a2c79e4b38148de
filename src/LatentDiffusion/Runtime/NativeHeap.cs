using System.Runtime.InteropServices;

namespace LatentDiffusion.Runtime;

/// <summary>The heap that ONNX Runtime allocates from.</summary>
internal static partial class NativeHeap
{
    /// <summary>
    /// Gives free memory back to the system where the C library would keep it: glibc does, between the weights of a graph, after they were
    /// converted and rearranged (a third of SDXL's U-Net). See https://man7.org/linux/man-pages/man3/malloc_trim.3.html.
    /// </summary>
    public static void Trim()
    {
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            _ = MallocTrim(0);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            // Another C library, such as musl, whose heap gives memory back by itself.
        }
    }

    [LibraryImport("libc.so.6", EntryPoint = "malloc_trim")]
    private static partial int MallocTrim(nuint pad);
}
