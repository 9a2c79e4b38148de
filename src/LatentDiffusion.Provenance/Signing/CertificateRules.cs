using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LatentDiffusion.Provenance;

/// <summary>What a certificate has to be for signing claims (C2PA 2.2, section 14.5.1).</summary>
internal static class CertificateRules
{
    public const string ClaimSigning = "1.3.6.1.4.1.62558.2.1", DocumentSigning = "1.3.6.1.5.5.7.3.36";

    private const string EmailProtection = "1.3.6.1.5.5.7.3.4", Any = "2.5.29.37.0", TimeStamping = "1.3.6.1.5.5.7.3.8",
        AuthorityKey = "2.5.29.35", RsaOid = "1.2.840.113549.1.1.1", EllipticOid = "1.2.840.10045.2.1", EdwardsOid = "1.3.101.112";

    /// <summary>The curves of RFC 8152, section 8.1: others of the same size are not those of ES256, ES384 and ES512.</summary>
    private const string P256 = "1.2.840.10045.3.1.7", P384 = "1.3.132.0.34", P521 = "1.3.132.0.35";

    /// <summary>Purposes that the certificates of others may have as well: those of Microsoft's and of Adobe's products.</summary>
    private static readonly string[] Purposes =
        [ClaimSigning, DocumentSigning, EmailProtection, "1.3.6.1.4.1.311.76.59.1.9", "1.2.840.113583.1.1.5"];

    /// <summary>The rules that a certificate breaks, in sentences; none where it may sign.</summary>
    public static IEnumerable<string> Broken(X509Certificate2 certificate)
    {
        if (certificate.Version != 3) yield return "it must be of version 3";
        if (CertificateChain.IsRoot(certificate)) yield return "it must not be self-signed";
        if (Find<X509BasicConstraintsExtension>(certificate) is { CertificateAuthority: true })
            yield return "it must not be that of an authority";
        if (Find<X509KeyUsageExtension>(certificate) is not { } usage || (usage.KeyUsages & X509KeyUsageFlags.DigitalSignature) == 0)
            yield return "its key usage must have digitalSignature";
        if (certificate.Extensions[AuthorityKey] is null) yield return "it must have an authority key identifier";
        OidCollection? named = Find<X509EnhancedKeyUsageExtension>(certificate)?.EnhancedKeyUsages;
        string[] purposes = [.. named?.Cast<Oid>().Select(o => o.Value!) ?? []];
        if (purposes.Contains(Any)) yield return "its purposes must not be any (anyExtendedKeyUsage)";
        if (!purposes.Intersect(Purposes).Any())
            yield return "its purposes must have claim signing, document signing or e-mail protection";
        if (purposes.Contains(TimeStamping)) yield return "its purposes must not have time stamping beside others";
        if (BrokenByKey(certificate) is { } key) yield return key;
    }

    private static string? BrokenByKey(X509Certificate2 certificate)
    {
        switch (certificate.GetKeyAlgorithm())
        {
            case RsaOid:
                using (RSA? rsa = certificate.GetRSAPublicKey())
                    return rsa?.KeySize >= 2048 ? null : "its RSA key must have 2048 bits or more";
            case EllipticOid:
                using (ECDsa? elliptic = certificate.GetECDsaPublicKey())
                    return elliptic?.ExportParameters(includePrivateParameters: false).Curve.Oid?.Value is P256 or P384 or P521 ? null : "its elliptic curve must be P-256, P-384 or P-521";
            case EdwardsOid:
                return null;
            default:
                return "its key must be RSA, or of an elliptic curve";
        }
    }

    private static T? Find<T>(X509Certificate2 certificate)
        where T : X509Extension => certificate.Extensions.OfType<T>().FirstOrDefault();
}
