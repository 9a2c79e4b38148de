using System.Collections.Concurrent;
using System.IO.Hashing;
using LatentDiffusion.Errors;
using Microsoft.Win32.SafeHandles;

namespace LatentDiffusion.Runtime;

/// <summary>
/// Tells files apart by every byte of them, at the speed of memory: a checkpoint that was changed in place, its date set back, is another
/// one. XXH3 is no defence against a forger, who would need none: he could change what was prepared itself.
/// </summary>
/// <remarks>Source: https://github.com/Cyan4973/xxHash (XXH3, 128 bits).</remarks>
internal static class ContentHash
{
    private const int PieceLength = 1 << 25, BufferLength = 1 << 20, HashLength = 16;

    /// <summary>The hash of a file as hexadecimal digits: that of the hashes of its pieces, which are computed at the same time.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static string Of(string path, CancellationToken cancellationToken = default)
    {
        using SafeFileHandle file = File.OpenHandle(path);
        return Of(file, path, cancellationToken);
    }

    /// <summary>The hash of a file that is open.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">Its path, for messages.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static string Of(SafeFileHandle file, string path, CancellationToken cancellationToken)
    {
        long length = RandomAccess.GetLength(file);
        int pieces = checked((int)((length + PieceLength - 1) / PieceLength));
        byte[] hashes = new byte[HashLength * pieces + sizeof(long)];
        BitConverter.TryWriteBytes(hashes.AsSpan(HashLength * pieces), length);
        ParallelOptions options = new() { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Runtime.ProcessorCores.Count };
        ConcurrentBag<byte[]> buffers = [];
        FirstFault.Of(() => Parallel.For(0, pieces, options, piece =>
        {
            byte[] buffer = buffers.TryTake(out byte[]? used) ? used : new byte[BufferLength];
            XxHash128 hash = new();
            long start = (long)piece * PieceLength, end = Math.Min(start + PieceLength, length);
            for (long at = start; at < end;)
            {
                int read = RandomAccess.Read(file, buffer.AsSpan(0, (int)Math.Min(BufferLength, end - at)), at);
                if (read == 0) throw new EndOfStreamException($"{path}: the file became shorter while it was read.");
                hash.Append(buffer.AsSpan(0, read));
                at += read;
            }

            hash.GetCurrentHash(hashes.AsSpan(HashLength * piece));
            buffers.Add(buffer);
        }));
        return Convert.ToHexStringLower(XxHash128.Hash(hashes));
    }
}
