using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LatentDiffusion.Provenance.Tests;

/// <summary>A certificate under a root, as a test wants it.</summary>
internal sealed record TestChain(X509Certificate2 Leaf, X509Certificate2 Root, byte[] Pfx)
{
    public static ECCurve Curve(int bits) => bits switch
    {
        256 => ECCurve.NamedCurves.nistP256,
        384 => ECCurve.NamedCurves.nistP384,
        _ => ECCurve.NamedCurves.nistP521,
    };

    /// <summary>Makes one; a null for a purpose leaves the extension out.</summary>
    public static TestChain Of(
        AsymmetricAlgorithm key, string? purpose = "1.3.6.1.5.5.7.3.4", bool isAuthority = false,
        X509KeyUsageFlags usage = X509KeyUsageFlags.DigitalSignature, double daysFrom = -1, double daysTo = 1)
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        using ECDsa rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest root = new("CN=Root, O=Tests", rootKey, HashAlgorithmName.SHA256);
        root.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        root.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        root.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(root.PublicKey, false));
        X509Certificate2 signed = root.CreateSelfSigned(now.AddDays(-1000), now.AddDays(1000));
        CertificateRequest leaf = key is RSA rsa
            ? new("CN=Leaf, O=Tests", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new("CN=Leaf, O=Tests", (ECDsa)key, HashAlgorithmName.SHA256);
        leaf.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        leaf.CertificateExtensions.Add(new X509KeyUsageExtension(usage, true));
        if (purpose is not null) leaf.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], false));
        leaf.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(leaf.PublicKey, false));
        leaf.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(signed, true, false));
        using X509Certificate2 bare = leaf.Create(
            signed.SubjectName, X509SignatureGenerator.CreateForECDsa(rootKey), now.AddDays(daysFrom), now.AddDays(daysTo),
            [1, 2, 3, 4, 5, 6, 7, 8]);
        X509Certificate2 whole = key is RSA r ? bare.CopyWithPrivateKey(r) : bare.CopyWithPrivateKey((ECDsa)key);
        X509Certificate2Collection all = [whole, signed];
        return new TestChain(whole, signed, all.Export(X509ContentType.Pkcs12)!);
    }
}
