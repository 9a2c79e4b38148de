using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;

namespace LatentDiffusion.Runtime;

/// <summary>
/// How many cores this process may compute on. ONNX Runtime counts them by what the processor says of itself, and takes one of two virtual
/// processors for the second thread of a core where the system knows better (https://github.com/microsoft/onnxruntime/issues/23371).
/// </summary>
internal static partial class ProcessorCores
{
    private const string Topology = "/sys/devices/system/cpu/cpu{0}/topology/thread_siblings_list", Status = "/proc/self/status";
    private const string Allowed = "Cpus_allowed_list:";
    private const int CoreRelation = 0, SizeOffset = 4;

    /// <summary>Whole cores among those that affinity and limits of the container leave, at least 1.</summary>
    public static int Count { get; } = Find();

    /// <summary>Cores of Linux: processors with the same siblings are one.</summary>
    /// <param name="allowed">The processors that may be used, as the kernel writes them: <c>0-3,8</c>.</param>
    /// <param name="siblings">The siblings of a processor, or null where the system does not say.</param>
    public static int OfLinux(string allowed, Func<int, string?> siblings) =>
        Numbers(allowed).Select(processor => siblings(processor) ?? $"{processor}").Distinct(StringComparer.Ordinal).Count();

    /// <summary>
    /// Cores of Windows: the entries of <c>SYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX</c> of one kind, each as long as it says.
    /// </summary>
    public static int OfWindows(ReadOnlySpan<byte> entries)
    {
        int count = 0;
        for (; entries.Length >= 8; count++)
        {
            int size = BinaryPrimitives.ReadInt32LittleEndian(entries[SizeOffset..]);
            if (size < 8 || size > entries.Length) break;
            entries = entries[size..];
        }

        return count;
    }

    private static int Find()
    {
        int limit = Environment.ProcessorCount; // within affinity and the processor time of a container
        try
        {
            int cores = OperatingSystem.IsLinux() ? Linux()
                : OperatingSystem.IsWindows() ? Windows()
                : OperatingSystem.IsMacOS() ? Mac()
                : limit;
            return Math.Clamp(cores, 1, limit);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or DllNotFoundException
            or EntryPointNotFoundException)
        {
            return limit;
        }
    }

    private static int Linux()
    {
        string line = File.ReadLines(Status).First(l => l.StartsWith(Allowed, StringComparison.Ordinal));
        return OfLinux(line[Allowed.Length..].Trim(), processor =>
        {
            string path = string.Format(CultureInfo.InvariantCulture, Topology, processor);
            return File.Exists(path) ? File.ReadAllText(path).Trim() : null;
        });
    }

    private static IEnumerable<int> Numbers(string list) => list.Split(',').SelectMany(range =>
    {
        int[] ends = [.. range.Split('-').Select(end => int.Parse(end, CultureInfo.InvariantCulture))];
        return Enumerable.Range(ends[0], ends[^1] - ends[0] + 1);
    });

    private static unsafe int Windows()
    {
        uint length = 0;
        _ = GetLogicalProcessorInformationEx(CoreRelation, null, ref length);
        byte[] entries = new byte[length];
        fixed (byte* first = entries)
            return GetLogicalProcessorInformationEx(CoreRelation, first, ref length) ? OfWindows(entries) : Environment.ProcessorCount;
    }

    private static int Mac()
    {
        int cores = 0;
        nuint size = sizeof(int);
        return SysctlByName("hw.physicalcpu", ref cores, ref size, 0, 0) == 0 ? cores : Environment.ProcessorCount;
    }

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static unsafe partial bool GetLogicalProcessorInformationEx(int relation, byte* buffer, ref uint length);

    [LibraryImport("libc", EntryPoint = "sysctlbyname", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SysctlByName(string name, ref int value, ref nuint size, nint newValue, nuint newSize);
}
