using System.Runtime.InteropServices;
using LatentDiffusion.Storage;

namespace LatentDiffusion.Runtime;

/// <summary>Files that were mapped for a session.</summary>
/// <param name="files">The files, which stay mapped as long as this is used.</param>
internal sealed partial class MappedPages(IReadOnlyList<MappedFile> files) : IMappedWeights
{
    // https://man7.org/linux/man-pages/man2/madvise.2.html
    private const int DontNeed = 4;

    // How often what was read is given back while a graph is loaded: every ten megabytes or so.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <inheritdoc/>
    public long Bytes => files.Sum(file => file.Length);

    /// <inheritdoc/>
    public void Release()
    {
        foreach (MappedFile file in files) Release(file.Address, file.Length);
    }

    /// <summary>Gives the pages back as they are read, until the result is disposed.</summary>
    public IDisposable ReleaseRepeatedly() => new Repetition(this);

    /// <summary>Gives some pages of files back, to which nobody must have written.</summary>
    /// <param name="address">Where they are mapped: the beginning of a page.</param>
    /// <param name="length">Number of bytes.</param>
    public static void Release(nint address, long length)
    {
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            _ = Advise(address, (nuint)length, DontNeed);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            // A C library under another name: the system takes the pages when it needs them.
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nuint length, int advice);

    private sealed class Repetition : IDisposable
    {
        private readonly MappedPages _pages;
        private readonly Timer _timer;

        public Repetition(MappedPages pages)
        {
            _pages = pages;
            _timer = new Timer(static pages => ((MappedPages)pages!).Release(), pages, Interval, Interval);
        }

        public void Dispose()
        {
            using ManualResetEvent stopped = new(false);
            if (_timer.Dispose(stopped)) stopped.WaitOne(); // the files may be gone afterwards
            _pages.Release();
        }
    }
}
