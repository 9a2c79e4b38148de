using Microsoft.Win32.SafeHandles;

namespace LatentDiffusion.Storage;

/// <summary>A part of an open file, wherever that stands.</summary>
internal static class FilePart
{
    /// <summary>Reads from a place on, in as many parts as the operating system gives; false where the file ends before.</summary>
    /// <param name="file">The file.</param>
    /// <param name="at">The place, in bytes from its beginning.</param>
    /// <param name="destination">What is filled.</param>
    public static bool TryRead(SafeFileHandle file, long at, Span<byte> destination)
    {
        while (destination.Length > 0)
        {
            int read = RandomAccess.Read(file, destination, at);
            if (read == 0) return false;
            destination = destination[read..];
            at += read;
        }

        return true;
    }
}
