using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LatentDiffusion.Provenance;

/// <summary>
/// A certificate to try signing with, under an authority that is made with it and then forgotten: its key is not kept, so that it can sign
/// nothing else. Nobody trusts it but who is given <see cref="RootPem"/>.
/// </summary>
public sealed class DevelopmentCertificate
{
    private DevelopmentCertificate(byte[] pfx, string rootPem) => (Pfx, RootPem) = (pfx, rootPem);

    /// <summary>Certificate and key as a PKCS #12 file.</summary>
    public byte[] Pfx { get; }

    /// <summary>The certificate of the authority, in PEM: a trust list.</summary>
    public string RootPem { get; }

    /// <summary>Makes one, with keys of P-256.</summary>
    /// <param name="name">Common name of who signs, 1 to 64 characters.</param>
    /// <param name="password">Password of the file. Default null: none.</param>
    /// <param name="days">Days for which it holds, 1 to 3650. Default 365.</param>
    /// <exception cref="ArgumentException">A value breaks its rule.</exception>
    public static DevelopmentCertificate Create(string name, string? password = null, int days = 365)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (name.Length > 64) throw new ArgumentException($"The name has {name.Length} characters; it may have up to 64.", nameof(name));
        if (days is < 1 or > 3650) throw new ArgumentOutOfRangeException(nameof(days), days, "The number of days must be from 1 to 3650.");
        DateTimeOffset from = DateTimeOffset.UtcNow.AddMinutes(-5), to = from.AddDays(days);
        using ECDsa rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256), key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 root = Root($"{name} (development authority)", rootKey).CreateSelfSigned(from, to);
        using X509Certificate2 bare = Leaf(name, key, root).Create(root, from, to, RandomNumberGenerator.GetBytes(16));
        using X509Certificate2 leaf = bare.CopyWithPrivateKey(key);
        using X509Certificate2 rootAlone = X509CertificateLoader.LoadCertificate(root.RawData); // without its key
        X509Certificate2Collection both = [leaf, rootAlone];
        return new DevelopmentCertificate(both.Export(X509ContentType.Pkcs12, password)!, root.ExportCertificatePem() + "\n");
    }

    private static CertificateRequest Root(string name, ECDsa key)
    {
        CertificateRequest request = new(Name(name), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request;
    }

    private static CertificateRequest Leaf(string name, ECDsa key, X509Certificate2 root)
    {
        CertificateRequest request = new(Name(name), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(CertificateRules.DocumentSigning)], false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(root, true, false));
        return request;
    }

    private static X500DistinguishedName Name(string common)
    {
        X500DistinguishedNameBuilder builder = new();
        builder.AddCommonName(common);
        builder.AddOrganizationName("Development only"); // c2pa-rs wants an organisation to show
        return builder.Build();
    }
}
