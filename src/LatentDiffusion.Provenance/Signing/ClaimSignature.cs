using System.Security.Cryptography;
using System.Security.Cryptography.Cose;
using System.Security.Cryptography.Pkcs;

namespace LatentDiffusion.Provenance;

/// <summary>A COSE signature over a claim, with a time stamp, brought to a length (C2PA 2.2, sections 13.2 and 10.3.2.5).</summary>
internal static class ClaimSignature
{
    private const string Token = "sigTst2", Pad = "pad", SecondPad = "pad2";

    /// <summary>Adds a time stamp.</summary>
    /// <param name="signature">The signature without one.</param>
    /// <param name="authority">Who gives it.</param>
    /// <param name="length">The length to reach.</param>
    /// <returns>The signature of that length; or a longer one without padding, where that is too short.</returns>
    /// <exception cref="ProvenanceException">The authority gives none.</exception>
    public static byte[] Stamp(byte[] signature, ITimestampAuthority authority, int length)
    {
        CoseSign1Message message = CoseMessage.DecodeSign1(signature);
        return Attach(message, Ask(authority, StampedContent(message)), length);
    }

    /// <summary>Adds a token of RFC 3161.</summary>
    /// <returns>As <see cref="Stamp"/>.</returns>
    public static byte[] Attach(CoseSign1Message message, byte[] token, int length)
    {
        message.UnprotectedHeaders[new CoseHeaderLabel(Token)] = CoseHeaderValue.FromEncodedValue(CborMaps.Encode(writer => writer.WriteMap(
            ("tstTokens", w => w.WriteList([token], (list, value) => list.WriteMap(("val", CborMaps.Bytes(value))))))));
        byte[] bare = message.Encode();
        int missing = length - bare.Length;
        return missing != 0 && TryPad(message, missing) ? message.Encode() : bare;
    }

    /// <summary>
    /// What the time stamp is of: a countersignature's structure (RFC 9052, section 4.4) around the CBOR of the signature, as c2pa-rs has
    /// it.
    /// </summary>
    public static byte[] StampedContent(CoseSign1Message message)
    {
        byte[] signature = SignatureContent(message);
        return CborMaps.Encode(writer =>
        {
            writer.WriteStartArray(4);
            writer.WriteTextString("CounterSignature");
            writer.WriteByteString(message.RawProtectedHeaders.Span);
            writer.WriteByteString([]);
            writer.WriteByteString(signature);
            writer.WriteEndArray();
        });
    }

    /// <summary>What COSE itself has come to (draft-ietf-cose-tsa-tst-header-parameter): the CBOR of the signature alone.</summary>
    public static byte[] SignatureContent(CoseSign1Message message) =>
        CborMaps.Encode(writer => writer.WriteByteString(message.Signature.Span));

    private static byte[] Ask(ITimestampAuthority authority, byte[] content)
    {
        try
        {
            Rfc3161TimestampRequest request = Rfc3161TimestampRequest.CreateFromData(
                content, HashAlgorithmName.SHA256, nonce: RandomNumberGenerator.GetBytes(8), requestSignerCertificates: true);
            return request.ProcessResponse(authority.Answer(request.Encode()), out _).AsSignedCms().Encode();
        }
        catch (CryptographicException e)
        {
            throw new ProvenanceException($"The answer of the time stamp authority cannot be used: {e.Message}", e);
        }
    }

    /// <summary>Adds zeros that take so many bytes. False where they are too few for the name of the entry.</summary>
    private static bool TryPad(CoseSign1Message message, int missing)
    {
        const int Name = 4;
        if (missing <= Name) return false;
        int zeros = missing - Name;
        if (HeaderFor(zeros) is { } one)
        {
            Add(Pad, zeros - one);
            return true;
        }

        // No string has that length with its header: a second entry takes some of it.
        zeros -= Name + 2;
        if (zeros < 1 || HeaderFor(zeros) is not { } rest) return false;
        Add(SecondPad, 0);
        Add(Pad, zeros - rest);
        return true;

        void Add(string name, int count) => message.UnprotectedHeaders[new CoseHeaderLabel(name)] =
            CoseHeaderValue.FromEncodedValue(CborMaps.Encode(writer => writer.WriteByteString(new byte[count])));
    }

    /// <summary>The header of a byte string that takes so many bytes with it, or null where there is none.</summary>
    private static int? HeaderFor(int total) => total switch
    {
        >= 1 and <= 24 => 1,
        >= 26 and <= 257 => 2,
        >= 259 and <= 65538 => 3,
        >= 65541 => 5,
        _ => null,
    };
}
