using System.Security.Cryptography;
using System.Security.Cryptography.Cose;
using System.Security.Cryptography.X509Certificates;

namespace LatentDiffusion.Provenance.Tests;

/// <summary>Whatever is changed in a signed file is found.</summary>
public sealed class TamperingTests
{
    public static TheoryData<ImageFormat, bool> Kinds =>
        new MatrixTheoryData<ImageFormat, bool>(Enum.GetValues<ImageFormat>(), [false, true]);

    /// <summary>Every so many bytes are looked at; all where the fuzzing is long.</summary>
    private static readonly int Stride = FuzzTests.IsLong ? 1 : 17;

    /// <summary>
    /// Whether pixels, metadata, box, checksum or signature. Where the name of the place is hit, the store is gone. Only the instance
    /// number of JPEG's segments is anybody's choice.
    /// </summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void AnyByte_Changed_IsFound(ImageFormat format, bool isEdit)
    {
        byte[] file = Signers.Signed(format, isEdit);
        C2paValidator validator = new(Signers.Trust);
        Random random = new(1);
        List<int> unseen = [];
        int absent = 0;
        for (int i = random.Next(Stride); i < file.Length; i += Stride)
        {
            byte[] changed = [.. file];
            changed[i] ^= (byte)(1 << random.Next(8));
            C2paState state = validator.Validate(changed).State;
            if (state == C2paState.Absent) absent++;
            else if (state != C2paState.Invalid && !(format == ImageFormat.Jpeg && i is 26 or 27)) unseen.Add(i);
        }

        Assert.Empty(unseen);
        Assert.InRange(absent, 0, 40);
    }

    [Fact]
    public void Cut_Anywhere_IsFound()
    {
        foreach (ImageFormat format in Enum.GetValues<ImageFormat>())
        {
            byte[] file = Signers.Signed(format);
            for (int length = 0; length < file.Length; length += 37)
                Assert.True(new C2paValidator().Validate(file.AsSpan(0, length)).State is C2paState.Absent or C2paState.Invalid);
        }
    }

    /// <summary>Once the chunk of a store has begun, what is left of it is no file without one.</summary>
    [Fact]
    public void Cut_WithinTheStore_IsNotItsAbsence()
    {
        const int Header = 8; // by which a chunk is known
        foreach (ImageFormat format in Enum.GetValues<ImageFormat>())
        {
            byte[] file = Signers.Signed(format);
            int start = ManifestContainer.Of(format).Find(file)!.Start;
            for (int length = start + Header; length < file.Length; length += 29)
                Assert.True(C2paState.Invalid == new C2paValidator().Validate(file.AsSpan(0, length)).State, $"{format} cut at {length}");
        }
    }

    /// <summary>The store of one picture in the file of another.</summary>
    [Fact]
    public void Store_OfAnotherPicture_DoesNotFit()
    {
        foreach (ImageFormat format in Enum.GetValues<ImageFormat>())
        {
            ManifestContainer container = ManifestContainer.Of(format);
            byte[] other = container.Put(Signers.Noise(48, 32, 99).Encode(format), C2paFile.ReadStore(Signers.Signed(format))!);
            C2paReport report = new C2paValidator(Signers.Trust).Validate(other);
            Assert.Contains(report.Statuses, s => s.Code == "assertion.dataHash.mismatch");
            Assert.Equal(C2paState.Invalid, report.State);
        }
    }

    [Fact]
    public void Stores_Two_AreFound()
    {
        foreach (ImageFormat format in (ImageFormat[])[ImageFormat.Png, ImageFormat.Webp])
        {
            byte[] file = Signers.Signed(format);
            byte[] twice = ManifestContainer.Of(format).Put(file, C2paFile.ReadStore(file)!);
            Assert.Contains(new C2paValidator().Validate(twice).Statuses, s => s.Code == "manifest.multipleManifests");
        }
    }

    [Fact]
    public void Removed_Store_IsAbsent_AndXmpStays()
    {
        byte[] file = ManifestContainer.Of(ImageFormat.Png).Without(Signers.Signed(ImageFormat.Png));
        Assert.Equal(C2paState.Absent, new C2paValidator().Validate(file).State);
        Assert.Equal(MarkState.Unmarked, new MarkVerifier().Verify(file).State);
    }

    [Theory]
    [InlineData(-30, -2, "signingCredential.expired")]
    [InlineData(2, 30, "signingCredential.expired")]
    public void Certificate_OutOfItsTime_IsFound(int from, int to, string code)
    {
        using ECDsa key = ECDsa.Create(TestChain.Curve(256));
        TestChain chain = TestChain.Of(key, daysFrom: from, daysTo: to);
        Assert.Throws<ProvenanceException>(() => Signers.FromPfx(chain.Pfx));
        byte[] cose = CoseSign1Message.SignDetached("claim"u8.ToArray(), ClaimKey.Signer(key, [chain.Leaf.RawData]));
        Findings findings = new();
        new SignatureCheck(new C2paTrust([chain.Root]), findings, "x").Run(cose, "claim"u8.ToArray());
        Assert.Contains(findings.All, s => s.Code == code);
        Assert.Contains(findings.All, s => s.Code == "claimSignature.validated");
    }

    /// <summary>A time stamp from before the certificate ended keeps a signature valid; one of another signature does not count.</summary>
    [Fact]
    public void Timestamp_DecidesOnTheTimeOfTheCertificate()
    {
        using ECDsa key = ECDsa.Create(TestChain.Curve(256));
        TestChain chain = TestChain.Of(key, daysFrom: -30, daysTo: -2);
        byte[] claim = "claim"u8.ToArray();
        byte[] cose = CoseSign1Message.SignDetached(claim, ClaimKey.Signer(key, [chain.Leaf.RawData]));
        LocalAuthority authority = new(daysFrom: -10) { Time = DateTimeOffset.UtcNow.AddDays(-3) };
        byte[] stamped = ClaimSignature.Stamp(cose, authority, 10_000);
        Findings findings = new();
        SignatureCheck check = new(new C2paTrust([chain.Root, authority.Root]), findings, "x");
        check.Run(stamped, claim);
        Assert.False(findings.HasFailure, string.Join(", ", findings.All));
        Assert.True(check.IsTrusted);
        Assert.Contains(findings.All, s => s.Code == "timeStamp.trusted");

        LocalAuthority late = new() { Time = DateTimeOffset.UtcNow.AddDays(400) };
        Assert.Throws<ProvenanceException>(() => ClaimSignature.Stamp(cose, late, 10_000));
        CoseSign1Message message = CoseMessage.DecodeSign1(cose);
        findings = new Findings();
        new SignatureCheck(C2paTrust.Nobody, findings, "x").Run(
            ClaimSignature.Attach(message, late.Token(ClaimSignature.StampedContent(message)), 10_000), claim);
        Assert.Contains(findings.All, s => s.Code == "timeStamp.malformed");
    }

    /// <summary>Whoever has the key of a certificate that ended can make an authority of his own, and attest any time with it.</summary>
    [Fact]
    public void Timestamp_OfAnAuthorityThatNobodyTrusts_DatesNothingBack()
    {
        using ECDsa key = ECDsa.Create(TestChain.Curve(256));
        TestChain chain = TestChain.Of(key, daysFrom: -30, daysTo: -2);
        byte[] claim = "claim"u8.ToArray();
        byte[] cose = CoseSign1Message.SignDetached(claim, ClaimKey.Signer(key, [chain.Leaf.RawData]));
        LocalAuthority own = new(daysFrom: -10) { Time = DateTimeOffset.UtcNow.AddDays(-3) };
        byte[] stamped = ClaimSignature.Stamp(cose, own, 10_000);
        Findings findings = new();
        SignatureCheck check = new(new C2paTrust([chain.Root, Signers.Authority.Root]), findings, "x");
        check.Run(stamped, claim);
        Assert.Contains(findings.All, s => s.Code == "timeStamp.validated");
        Assert.Contains(findings.All, s => s.Code == "timeStamp.untrusted");
        Assert.Contains(findings.All, s => s.Code == "signingCredential.expired" && s.Kind == C2paStatusKind.Failure);
        Assert.False(check.IsTrusted);
        Assert.Null(check.SignedAt);
    }

    [Theory]
    [InlineData(null, false, true, "purposes")]
    [InlineData("2.5.29.37.0", false, true, "any")]
    [InlineData("1.3.6.1.5.5.7.3.1", false, true, "claim signing")]
    [InlineData("1.3.6.1.5.5.7.3.4", true, true, "authority")]
    [InlineData("1.3.6.1.5.5.7.3.4", false, false, "digitalSignature")]
    public void Certificate_ThatMayNotSign_IsRefused(string? purpose, bool isAuthority, bool signs, string rule)
    {
        using ECDsa key = ECDsa.Create(TestChain.Curve(256));
        TestChain chain = TestChain.Of(
            key, purpose, isAuthority, signs
                ? X509KeyUsageFlags.DigitalSignature
                : X509KeyUsageFlags.NonRepudiation);
        Assert.Contains(rule, Assert.Throws<ProvenanceException>(() => Signers.FromPfx(chain.Pfx)).Message, StringComparison.Ordinal);
        Assert.Contains(CertificateRules.Broken(chain.Leaf), b => b.Contains(rule, StringComparison.Ordinal));
    }
}
