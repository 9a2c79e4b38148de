using System.Runtime.InteropServices;

namespace LatentDiffusion.Runtime;

/// <summary>The heap that ONNX Runtime allocates from.</summary>
internal static partial class NativeHeap
{
    /// <summary>
    /// Gives free memory back to the system where the C library would keep it: glibc does, between the weights of a graph, after they were
    /// converted and rearranged (a third of SDXL's U-Net). See https://man7.org/linux/man-pages/man3/malloc_trim.3.html.
    /// </summary>
    public static void Trim() => OfGlibc(() => MallocTrim(0));

    /// <summary>Calls glibc where that is the C library; another, such as musl, is left as it is.</summary>
    /// <param name="call">The call.</param>
    public static void OfGlibc(Action call)
    {
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            call();
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
        }
    }

    /// <summary>Sets a parameter of the heap; see https://man7.org/linux/man-pages/man3/mallopt.3.html.</summary>
    /// <param name="parameter">Number of the parameter, as in malloc.h.</param>
    /// <param name="value">Its value.</param>
    [LibraryImport("libc.so.6", EntryPoint = "mallopt")]
    public static partial int SetOption(int parameter, int value);

    [LibraryImport("libc.so.6", EntryPoint = "malloc_trim")]
    private static partial int MallocTrim(nuint pad);
}
