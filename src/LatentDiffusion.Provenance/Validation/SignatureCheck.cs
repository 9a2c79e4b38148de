using System.Formats.Asn1;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Security.Cryptography.Cose;
using System.Security.Cryptography.X509Certificates;

namespace LatentDiffusion.Provenance;

/// <summary>Checks the signature of a claim, its certificates and its time stamp (C2PA 2.2, section 15.7).</summary>
internal sealed class SignatureCheck(C2paTrust trust, Findings findings, string uri)
{
    private const int MaxCertificates = 10, CertificatesLabel = 33;

    /// <summary>The certificate that signed, where it can be read.</summary>
    public X509Certificate2? Certificate { get; private set; }

    /// <summary>When it was signed, by a time stamp that holds, of an authority that the trust list knows.</summary>
    public DateTimeOffset? SignedAt { get; private set; }

    /// <summary>Whether the trust list knows who signed.</summary>
    public bool IsTrusted { get; private set; }

    /// <summary>Checks it.</summary>
    public void Run(ReadOnlyMemory<byte> signature, ReadOnlyMemory<byte> claim)
    {
        try
        {
            CoseSign1Message message = CoseMessage.DecodeSign1(signature.Span);
            if (message.Content is not null)
                throw new DamagedMarkException("claimSignature.mismatch", "The signature has content of its own.");
            X509Certificate2Collection chain = Certificates(message);
            Certificate = chain[0];
            Verify(message, claim.Span);
            DateTimeOffset time = DateTimeOffset.UtcNow;
            TimestampCheck stamp = new(trust, findings, uri);
            if (stamp.Run(message) is { } stamped) SignedAt = time = stamped;
            CheckCertificate(chain, time);
        }
        catch (Exception e) when (IsDamage(e))
        {
            findings.Failure("claimSignature.mismatch", uri, $"The signature cannot be read: {e.Message}");
        }
        catch (DamagedMarkException e)
        {
            findings.Failure(e.Code, uri, e.Message);
        }
    }

    /// <summary>Whether an exception of the libraries that read signatures means that the data are not sound.</summary>
    public static bool IsDamage(Exception e) =>
        e is CryptographicException or CborContentException or AsnContentException or FormatException
        or InvalidOperationException or ArgumentException or OverflowException or NotSupportedException;

    private static X509Certificate2Collection Certificates(CoseSign1Message message)
    {
        if (!message.ProtectedHeaders.TryGetValue(new CoseHeaderLabel(CertificatesLabel), out CoseHeaderValue value)
            && !message.ProtectedHeaders.TryGetValue(new CoseHeaderLabel("x5chain"), out value)
            && !message.UnprotectedHeaders.TryGetValue(new CoseHeaderLabel(CertificatesLabel), out value)
            && !message.UnprotectedHeaders.TryGetValue(new CoseHeaderLabel("x5chain"), out value))
        {
            throw new DamagedMarkException("signingCredential.invalid", "The signature names no certificate.");
        }

        object? certificates = CborTree.Read(value.EncodedValue, "signingCredential.invalid");
        byte[][] all = certificates is byte[] one ? [one] : [.. (certificates as List<object?> ?? []).OfType<byte[]>()];
        if (all.Length is 0 or > MaxCertificates)
            throw new DamagedMarkException("signingCredential.invalid", $"The signature names {all.Length} certificates.");
        X509Certificate2Collection chain = [];
        foreach (byte[] certificate in all) chain.Add(X509CertificateLoader.LoadCertificate(certificate));
        return chain;
    }

    private void Verify(CoseSign1Message message, ReadOnlySpan<byte> claim)
    {
        int algorithm = message.ProtectedHeaders.TryGetValue(CoseHeaderLabel.Algorithm, out CoseHeaderValue value)
            ? value.GetValueAsInt32() : throw new DamagedMarkException("algorithm.unsupported", "The signature names no algorithm.");
        using AsymmetricAlgorithm? key = algorithm switch
        {
            -7 or -35 or -36 => Certificate!.GetECDsaPublicKey(),
            -37 or -38 or -39 => Certificate!.GetRSAPublicKey(),
            _ => null,
        };
        if (key is null)
        {
            throw new DamagedMarkException(
                "algorithm.unsupported", $"The signature is of algorithm {algorithm} (COSE), which cannot be checked here.");
        }

        findings.Add(
            message.VerifyDetached(key, claim), "claimSignature.validated", "claimSignature.mismatch", uri, "signature of the claim");
    }

    private void CheckCertificate(X509Certificate2Collection chain, DateTimeOffset time)
    {
        X509Certificate2 leaf = chain[0];
        foreach (string rule in CertificateRules.Broken(leaf))
            findings.Failure("signingCredential.invalid", uri, $"The certificate of the signer breaks a rule: {rule}.");
        if (time < leaf.NotBefore || time > leaf.NotAfter)
            findings.Failure("signingCredential.expired", uri, "The certificate of the signer does not hold for its time.");
        ChainCheck result = ChainCheck.Run(leaf, chain, trust, time);
        IsTrusted = result.IsTrusted;
        if (result.Fault is { } fault)
            findings.Failure("signingCredential.invalid", uri, $"The chain of certificates does not hold: {fault}");
        else if (IsTrusted) findings.Success("signingCredential.trusted", uri, "the trust list knows who signed");
        else findings.Note("signingCredential.untrusted", uri, "the trust list does not know who signed");
    }
}
