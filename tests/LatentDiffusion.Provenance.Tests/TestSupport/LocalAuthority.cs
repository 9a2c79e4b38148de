using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;

namespace LatentDiffusion.Provenance.Tests;

/// <summary>A time stamp authority in this process (RFC 3161), with a root of its own.</summary>
internal sealed class LocalAuthority : ITimestampAuthority
{
    private const string TstInfo = "1.2.840.113549.1.9.16.1.4", SigningCertificateV2 = "1.2.840.113549.1.9.16.2.47";

    private readonly X509Certificate2 _certificate;
    private int _serial;

    public LocalAuthority(int daysFrom = -1)
    {
        DateTimeOffset from = DateTimeOffset.UtcNow.AddDays(daysFrom), to = DateTimeOffset.UtcNow.AddYears(1);
        using ECDsa rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256), key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest root = new("CN=Test TSA root, O=Tests", rootKey, HashAlgorithmName.SHA256);
        root.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        root.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        root.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(root.PublicKey, false));
        Root = root.CreateSelfSigned(from, to);
        CertificateRequest leaf = new("CN=Test TSA, O=Tests", key, HashAlgorithmName.SHA256);
        leaf.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        leaf.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        leaf.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.8")], true));
        leaf.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(leaf.PublicKey, false));
        leaf.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Root, true, false));
        using X509Certificate2 bare = leaf.Create(Root, from, to, RandomNumberGenerator.GetBytes(8));
        _certificate = bare.CopyWithPrivateKey(key);
    }

    public X509Certificate2 Root { get; }

    /// <summary>How many requests were answered.</summary>
    public int Answers => _serial;

    /// <summary>The time that it attests; null for now.</summary>
    public DateTimeOffset? Time { get; set; }

    /// <summary>Bytes to blow tokens up with.</summary>
    public int Ballast { get; init; }

    public byte[] Answer(ReadOnlyMemory<byte> request)
    {
        if (!Rfc3161TimestampRequest.TryDecode(request, out Rfc3161TimestampRequest? asked, out _)) throw new FormatException();
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence()) writer.WriteInteger(0);
            writer.WriteEncodedValue(Token(asked));
        }

        return writer.Encode();
    }

    /// <summary>A token of some content, without the checks of who asks.</summary>
    public byte[] Token(byte[] content) => Token(Rfc3161TimestampRequest.CreateFromData(content, HashAlgorithmName.SHA256));

    private byte[] Token(Rfc3161TimestampRequest asked)
    {
        SignedCms cms = new(new ContentInfo(new Oid(TstInfo), Info(asked)));
        CmsSigner signer = new(_certificate)
        {
            IncludeOption = X509IncludeOption.EndCertOnly, DigestAlgorithm = new Oid("2.16.840.1.101.3.4.2.1"),
        };
        signer.SignedAttributes.Add(new AsnEncodedData(new Oid(SigningCertificateV2), CertificateId()));
        if (Ballast > 0) signer.UnsignedAttributes.Add(new AsnEncodedData(new Oid("1.2.3.4"), Octets(new byte[Ballast])));
        cms.ComputeSignature(signer);
        return cms.Encode();
    }

    private byte[] Info(Rfc3161TimestampRequest asked)
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(1);
            writer.WriteObjectIdentifier("1.2.3.4.1");
            using (writer.PushSequence())
            {
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(asked.HashAlgorithmId.Value!);
                    writer.WriteNull();
                }

                writer.WriteOctetString(asked.GetMessageHash().Span);
            }

            writer.WriteInteger(Interlocked.Increment(ref _serial));
            writer.WriteGeneralizedTime(Time ?? DateTimeOffset.UtcNow, omitFractionalSeconds: true);
            if (asked.GetNonce() is { } nonce) writer.WriteInteger(nonce.Span);
        }

        return writer.Encode();
    }

    private byte[] CertificateId()
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence())
        using (writer.PushSequence())
            writer.WriteOctetString(SHA256.HashData(_certificate.RawData));
        return writer.Encode();
    }

    private static byte[] Octets(byte[] bytes)
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        writer.WriteOctetString(bytes);
        return writer.Encode();
    }
}
