using System.Security.Cryptography;

namespace LatentDiffusion.Provenance;

/// <summary>An elliptic key of which only the signature of a digest can be had.</summary>
internal sealed class RemoteElliptic : ECDsa
{
    private readonly DigestSignature _sign;

    public RemoteElliptic(int size, DigestSignature sign) => (_sign, KeySizeValue) = (sign, size);

    /// <inheritdoc/>
    public override byte[] SignHash(byte[] hash) => _sign(hash, ClaimKey.HashOf(KeySizeValue));

    /// <inheritdoc/>
    public override bool VerifyHash(byte[] hash, byte[] signature) => throw new NotSupportedException();
}

/// <summary>An RSA key of which only the signature of a digest can be had.</summary>
internal sealed class RemoteRsa : RSA
{
    private readonly DigestSignature _sign;

    public RemoteRsa(int size, DigestSignature sign) => (_sign, KeySizeValue) = (sign, size);

    /// <inheritdoc/>
    public override byte[] SignHash(byte[] hash, HashAlgorithmName hashAlgorithm, RSASignaturePadding padding) =>
        _sign(hash, hashAlgorithm);

    /// <inheritdoc/>
    public override RSAParameters ExportParameters(bool includePrivateParameters) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void ImportParameters(RSAParameters parameters) => throw new NotSupportedException();
}
