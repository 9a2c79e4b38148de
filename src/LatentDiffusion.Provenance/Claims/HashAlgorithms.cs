using System.Security.Cryptography;

namespace LatentDiffusion.Provenance;

/// <summary>The hashes of C2PA (2.2, section 13.1) by their names.</summary>
internal static class HashAlgorithms
{
    /// <summary>The hash of some bytes.</summary>
    /// <exception cref="DamagedMarkException">Another hash.</exception>
    public static byte[] Compute(string name, params ReadOnlySpan<ReadOnlyMemory<byte>> parts)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(name switch
        {
            "sha256" => HashAlgorithmName.SHA256,
            "sha384" => HashAlgorithmName.SHA384,
            "sha512" => HashAlgorithmName.SHA512,
            _ => throw new DamagedMarkException("algorithm.unsupported", $"The hash '{name}' is none of sha256, sha384, sha512."),
        });
        foreach (ReadOnlyMemory<byte> part in parts) hash.AppendData(part.Span);
        return hash.GetHashAndReset();
    }
}
