using System.Security.Cryptography;
using System.Text;

namespace LatentDiffusion.Hub;

/// <summary>What the hash of a file should be, and how it is computed.</summary>
/// <param name="Algorithm">The algorithm.</param>
/// <param name="Expected">The hash, in lower-case hexadecimal digits.</param>
/// <param name="Header">Bytes that are hashed before the file.</param>
internal sealed record ContentHash(HashAlgorithmName Algorithm, string Expected, byte[] Header)
{
    /// <summary>Name of the algorithm, for messages.</summary>
    public string Name => Header.Length == 0 ? "SHA-256" : "git's SHA-1";

    /// <summary>SHA-256 of the content.</summary>
    public static ContentHash Sha256(string expected) => new(HashAlgorithmName.SHA256, expected.ToLowerInvariant(), []);

    /// <summary>
    /// The SHA-1 by which git knows a file of a size: of <c>blob SIZE</c>, a NUL, and the content
    /// (https://git-scm.com/book/en/v2/Git-Internals-Git-Objects).
    /// </summary>
    public static ContentHash GitBlob(string expected, long size) =>
        new(HashAlgorithmName.SHA1, expected, Encoding.ASCII.GetBytes(FormattableString.Invariant($"blob {size}\0")));

    /// <summary>Begins to compute.</summary>
    public IncrementalHash Start()
    {
        IncrementalHash hash = IncrementalHash.CreateHash(Algorithm);
        hash.AppendData(Header);
        return hash;
    }

    /// <summary>Whether what was computed is what was expected; it is what a message may show.</summary>
    public bool Matches(IncrementalHash hash, out string found)
    {
        found = Convert.ToHexStringLower(hash.GetHashAndReset());
        return found == Expected;
    }

    /// <summary>Whether the file on disk has this hash.</summary>
    public async Task<bool> MatchesAsync(string path, Action<long> read, CancellationToken cancellationToken)
    {
        using IncrementalHash hash = Start();
        FileStream file = File.OpenRead(path);
        await using (file.ConfigureAwait(false)) await AppendAsync(hash, file, file.Length, read, cancellationToken).ConfigureAwait(false);
        return Matches(hash, out _);
    }

    /// <summary>Hashes bytes of a file from where it is.</summary>
    /// <param name="hash">What they are put into.</param>
    /// <param name="file">The file.</param>
    /// <param name="count">Number of bytes.</param>
    /// <param name="read">Told the number of bytes after each part.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task AppendAsync(
        IncrementalHash hash, Stream file, long count, Action<long> read, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[1 << 20];
        while (count > 0)
        {
            int length = (int)Math.Min(buffer.Length, count);
            await file.ReadExactlyAsync(buffer.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
            hash.AppendData(buffer, 0, length);
            read(length);
            count -= length;
        }
    }
}
