using System.Security.Cryptography;
using System.Text;

namespace LatentDiffusion.Provenance;

/// <summary>
/// The key of a <see cref="Watermark"/>. Who has it can read, write and remove marks; without it a mark looks like noise. Everything drawn
/// from it is the stream HMAC-SHA-256(key, block number), which is the same on every machine.
/// </summary>
public sealed class WatermarkKey
{
    private readonly byte[] _secret;
    private readonly Lazy<ChipPattern> _pattern;

    /// <summary>Makes a key of a secret.</summary>
    /// <param name="secret">At least 16 bytes, from a random generator.</param>
    /// <exception cref="ArgumentException">Fewer bytes.</exception>
    public WatermarkKey(ReadOnlySpan<byte> secret)
        : this(secret.ToArray())
    {
        if (secret.Length < 16)
            throw new ArgumentException($"A watermark's key needs 16 bytes or more, not {secret.Length}.", nameof(secret));
    }

    private WatermarkKey(byte[] secret)
    {
        _secret = secret;
        _pattern = new Lazy<ChipPattern>(() => new ChipPattern(this));
    }

    /// <summary>
    /// The key of those who hide nothing: anyone can read marks written with it, which is what marking as generated is for, and anyone can
    /// forge or remove them.
    /// </summary>
    public static WatermarkKey Public { get; } = new(Encoding.ASCII.GetBytes("LatentDiffusion public watermark"));

    /// <summary>Makes a key of a passphrase by PBKDF2 (SHA-256, 600,000 rounds).</summary>
    /// <param name="passphrase">Any text, at least 8 characters.</param>
    /// <exception cref="ArgumentException">A shorter one.</exception>
    public static WatermarkKey FromPassphrase(string passphrase)
    {
        ArgumentNullException.ThrowIfNull(passphrase);
        if (passphrase.Length < 8)
            throw new ArgumentException($"A passphrase needs 8 characters or more, not {passphrase.Length}.", nameof(passphrase));
        byte[] salt = Encoding.ASCII.GetBytes("LatentDiffusion watermark");
        return new WatermarkKey(Rfc2898DeriveBytes.Pbkdf2(passphrase, salt, 600_000, HashAlgorithmName.SHA256, 32));
    }

    /// <summary>What the key puts where.</summary>
    internal ChipPattern Pattern => _pattern.Value;

    /// <summary>Fills a span with the key's stream.</summary>
    internal void Fill(Span<byte> destination)
    {
        Span<byte> hash = stackalloc byte[32], counter = stackalloc byte[4];
        for (int block = 0; !destination.IsEmpty; block++)
        {
            System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(counter, block);
            HMACSHA256.HashData(_secret, counter, hash);
            int count = Math.Min(hash.Length, destination.Length);
            hash[..count].CopyTo(destination);
            destination = destination[count..];
        }
    }
}
