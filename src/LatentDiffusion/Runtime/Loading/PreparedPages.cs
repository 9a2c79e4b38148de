using System.Globalization;
using LatentDiffusion.Storage;

namespace LatentDiffusion.Runtime;

/// <summary>A file of weights that ONNX Runtime has mapped by itself, tensor by tensor, perhaps for several sessions.</summary>
internal sealed class PreparedPages : IMappedWeights
{
    private const string Maps = "/proc/self/maps";

    // Between the moment that addresses are read and that in which their pages are given back, nothing may be unmapped: other memory could
    // have come to lie there.
    private static readonly ReaderWriterLockSlim Mappings = new();

    private readonly string _path;

    /// <summary>Looks at the file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">It cannot be looked at.</exception>
    public PreparedPages(string path)
    {
        _path = RealPath.Of(path); // the system names what is mapped without links
        Bytes = RealPath.Length(_path);
    }

    /// <inheritdoc/>
    public long Bytes { get; }

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
                if (!line.EndsWith($" {_path}", StringComparison.Ordinal)) continue;
                int middle = line.IndexOf('-'), end = line.IndexOf(' ');
                nint first = Address(line.AsSpan(0, middle));
                MappedPages.Release(first, Address(line.AsSpan(middle + 1, end - middle - 1)) - first);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A system without this file keeps the pages until it needs them.
        }
        finally
        {
            Mappings.ExitWriteLock();
        }
    }

    private static nint Address(ReadOnlySpan<char> digits) => nint.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
