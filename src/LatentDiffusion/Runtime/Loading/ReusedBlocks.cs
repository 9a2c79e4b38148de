namespace LatentDiffusion.Runtime;

/// <summary>
/// While one of these is held, blocks of any size come from the heap, where the next takes the pages of the last. ONNX Runtime arranges every
/// weight of a prepared graph once more, into a block of its own, to see that it is the one in the file, and frees it at once. glibc maps each
/// block of more than 32 MB anew: of the 2.8 s in which the U-Net of Stable Diffusion 1.5 was opened, 1.6 s were faults of such pages.
/// </summary>
internal sealed class ReusedBlocks : IDisposable
{
    // As in malloc.h and malloc.c of glibc. Thresholds grow up to these by themselves where large blocks are freed (as ONNX Runtime does), but
    // no longer once a parameter is set; so they are set where they would end.
    private const int TrimThreshold = -1, MmapThreshold = -3, MmapMax = -4;
    private const int LargestMmapThreshold = 32 << 20, DefaultMmapMax = 65536;

    // glibc reads these when a process starts; who sets one has chosen how the heap works.
    private static readonly bool _isChosen = Environment.GetEnvironmentVariables().Keys.Cast<string>().Any(
        name => name.StartsWith("MALLOC_", StringComparison.Ordinal) || name == "GLIBC_TUNABLES");

    private static readonly Lock _lock = new();
    private static int _held;
    private int _isReleased;

    /// <summary>Begins to reuse blocks, until this and every other of its kind is disposed.</summary>
    public ReusedBlocks() => Count(1);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isReleased, 1) == 0) Count(-1);
    }

    private static void Count(int change)
    {
        if (_isChosen) return;
        lock (_lock)
        {
            int held = _held;
            _held += change;
            if (held == 0) NativeHeap.OfGlibc(Begin);
            else if (_held == 0) NativeHeap.OfGlibc(End);
        }
    }

    private static void Begin()
    {
        _ = NativeHeap.SetOption(MmapThreshold, LargestMmapThreshold);
        _ = NativeHeap.SetOption(TrimThreshold, 2 * LargestMmapThreshold);
        _ = NativeHeap.SetOption(MmapMax, 0);
    }

    private static void End() => NativeHeap.SetOption(MmapMax, DefaultMmapMax);
}
