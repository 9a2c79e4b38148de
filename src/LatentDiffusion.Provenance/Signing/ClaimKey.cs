using System.Security.Cryptography;
using System.Security.Cryptography.Cose;

namespace LatentDiffusion.Provenance;

/// <summary>The key that claims are signed with.</summary>
internal static class ClaimKey
{
    /// <summary>The hash that goes with an elliptic curve of so many bits.</summary>
    public static HashAlgorithmName HashOf(int bits) =>
        bits <= 256 ? HashAlgorithmName.SHA256 : bits <= 384 ? HashAlgorithmName.SHA384 : HashAlgorithmName.SHA512;

    /// <summary>A signer of COSE with certificates in its protected header.</summary>
    public static CoseSigner Signer(AsymmetricAlgorithm key, IReadOnlyList<byte[]> chain)
    {
        byte[] certificates = CborMaps.Encode(writer => writer.WriteList(chain, (list, certificate) => list.WriteByteString(certificate)));
        CoseHeaderMap headers = new() { [new CoseHeaderLabel(33)] = CoseHeaderValue.FromEncodedValue(certificates) }; // x5chain, RFC 9360
        return key is RSA rsa
            ? new CoseSigner(rsa, RSASignaturePadding.Pss, HashAlgorithmName.SHA256, headers)
            : new CoseSigner(key, HashOf(key.KeySize), headers);
    }
}
