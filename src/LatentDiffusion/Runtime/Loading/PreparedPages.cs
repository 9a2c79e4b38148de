using System.Globalization;

namespace LatentDiffusion.Runtime;

/// <summary>A file of weights that ONNX Runtime has mapped by itself, tensor by tensor, perhaps for several sessions.</summary>
/// <param name="path">The file.</param>
internal sealed class PreparedPages(string path) : IMappedWeights
{
    private const string Maps = "/proc/self/maps";

    // Between the moment that addresses are read and that in which their pages are given back, nothing may be unmapped: other memory could
    // have come to lie there.
    private static readonly ReaderWriterLockSlim Mappings = new();

    /// <inheritdoc/>
    public long Bytes { get; } = File.Exists(path) ? new FileInfo(path).Length : 0;

    /// <summary>Does what maps or unmaps files of prepared graphs.</summary>
    public static T Change<T>(Func<T> change)
    {
        Mappings.EnterReadLock();
        try
        {
            return change();
        }
        finally
        {
            Mappings.ExitReadLock();
        }
    }

    /// <summary>Gives the pages back, unless a session comes or goes just now.</summary>
    public void Release()
    {
        if (!OperatingSystem.IsLinux() || !Mappings.TryEnterWriteLock(0)) return;
        try
        {
            // A line: 7ff89d62d000-7ff89d62e000 rw-p 04cd6000 fe:00 12026005    /folder/file
            foreach (string line in File.ReadLines(Maps))
            {
                if (!line.EndsWith($" {path}", StringComparison.Ordinal)) continue;
                int middle = line.IndexOf('-'), end = line.IndexOf(' ');
                nint first = Address(line.AsSpan(0, middle));
                MappedPages.Release(first, Address(line.AsSpan(middle + 1, end - middle - 1)) - first);
            }
        }
        finally
        {
            Mappings.ExitWriteLock();
        }
    }

    private static nint Address(ReadOnlySpan<char> digits) => nint.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
