using System.Globalization;
using System.Security.Cryptography.Cose;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;

namespace LatentDiffusion.Provenance;

/// <summary>Checks the time stamp of a signature (C2PA 2.2, section 15.8; RFC 3161).</summary>
internal sealed class TimestampCheck(C2paTrust trust, Findings findings, string uri)
{
    /// <summary>Checks it.</summary>
    /// <returns>
    /// The time that it attests; null where there is none that holds, and where the trust list does not know the authority: anybody can be
    /// one, and attest any time.
    /// </returns>
    public DateTimeOffset? Run(CoseSign1Message message)
    {
        if (!message.UnprotectedHeaders.TryGetValue(new CoseHeaderLabel("sigTst2"), out CoseHeaderValue value))
        {
            if (message.UnprotectedHeaders.ContainsKey(new CoseHeaderLabel("sigTst")))
                findings.Note("timeStamp.malformed", uri, "the time stamp is of C2PA 1, and was not checked");
            return null;
        }

        try
        {
            Dictionary<string, object?> map = CborTree.ReadMap(value.EncodedValue, "timeStamp.malformed");
            byte[] token = map.Maps("tstTokens").Select(t => t.Get<byte[]>("val")).FirstOrDefault()
                ?? throw new DamagedMarkException("timeStamp.malformed", "There is no token.");
            return Check(token, message);
        }
        catch (Exception e) when (e is DamagedMarkException || SignatureCheck.IsDamage(e))
        {
            findings.Failure("timeStamp.malformed", uri, $"The time stamp cannot be read: {e.Message}");
            return null;
        }
    }

    private DateTimeOffset? Check(byte[] encoded, CoseSign1Message message)
    {
        if (!Rfc3161TimestampToken.TryDecode(encoded, out Rfc3161TimestampToken? token, out int read) || read != encoded.Length)
            throw new DamagedMarkException("timeStamp.malformed", "It is no token of RFC 3161 whose certificate holds for its time.");
        X509Certificate2Collection certificates = token.AsSignedCms().Certificates;
        if ((!token.VerifySignatureForData(ClaimSignature.StampedContent(message), out X509Certificate2? signer, certificates)
                && !token.VerifySignatureForData(ClaimSignature.SignatureContent(message), out signer, certificates))
            || signer is null)
        {
            findings.Failure("timeStamp.mismatch", uri, "The time stamp is not of this signature, or its own does not hold.");
            return null;
        }

        DateTimeOffset time = token.TokenInfo.Timestamp;
        findings.Success("timeStamp.validated", uri, "time stamp of the signature");
        ChainCheck chain = ChainCheck.Run(signer, certificates, trust, time);
        if (!chain.IsTrusted)
        {
            string claimed = time.ToString("u", CultureInfo.InvariantCulture);
            findings.Note(
                "timeStamp.untrusted", uri, $"the trust list does not know the time stamp authority; its time, {claimed}, does not count");
            return null;
        }

        findings.Success("timeStamp.trusted", uri, "the trust list knows the time stamp authority");
        return time;
    }
}
