using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace LatentDiffusion.Runtime;

/// <summary>What ONNX Runtime chooses kernels, and with them layouts of weights, by.</summary>
internal static class ProcessorKind
{
    private const string LinuxProcessors = "/proc/cpuinfo";

    /// <summary>A text that two machines share only where a graph prepared on one runs on the other.</summary>
    public static string Text()
    {
        if (X86Base.IsSupported) return string.Join(' ', Features(1, 0), Features(7, 0), Features(7, 1));
        if (!File.Exists(LinuxProcessors)) return $"{RuntimeInformation.ProcessArchitecture} {Environment.MachineName}";
        string[] kinds = ["Features", "CPU implementer", "CPU part", "isa"];
        return string.Join(' ', File.ReadLines(LinuxProcessors)
            .Where(line => kinds.Any(kind => line.StartsWith(kind, StringComparison.Ordinal))).Distinct().Order(StringComparer.Ordinal));
    }

    private static string Features(int leaf, int subLeaf)
    {
        var (eax, ebx, ecx, edx) = X86Base.CpuId(leaf, subLeaf);
        if (leaf == 1) ebx = 0; // which says on what core this runs
        return $"{eax:x}-{ebx:x}-{ecx:x}-{edx:x}";
    }
}
