using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LatentDiffusion.Provenance.Tests;

/// <summary>What is signed, and that our validator finds it sound; c2pa has what an independent one says of the same files.</summary>
public sealed class SigningTests
{
    public static TheoryData<ImageFormat, bool, bool> Kinds => new MatrixTheoryData<ImageFormat, bool, bool>(
        Enum.GetValues<ImageFormat>(), [false, true], [false, true]);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Sign_EveryKind_IsValid_AndKeepsPixelsAndText(ImageFormat format, bool isEdit, bool stamps)
    {
        byte[] file = Signers.Signed(format, isEdit, stamps);
        C2paReport report = new C2paValidator(Signers.Trust).Validate(file);
        Assert.DoesNotContain(report.Statuses, s => s.Kind == C2paStatusKind.Failure);
        Assert.Equal(C2paState.Trusted, report.State);
        Assert.Equal(C2paState.Valid, new C2paValidator().Validate(file).State);
        Assert.Contains("Test signer", report.Signer, StringComparison.Ordinal);
        Assert.StartsWith("LatentDiffusion for .NET", report.Generator, StringComparison.Ordinal);
        Assert.Equal(isEdit ? ["c2pa.opened", "c2pa.edited"] : ["c2pa.created"], report.Actions.Select(a => a.Name));
        Assert.EndsWith(
            isEdit ? "/compositeWithTrainedAlgorithmicMedia" : "/trainedAlgorithmicMedia",
            report.Actions[^1].DigitalSourceType, StringComparison.Ordinal);
        Assert.Equal(isEdit ? ["parentOf"] : [], report.Ingredients.Select(i => i.Relationship));
        Assert.All(report.Ingredients, i => Assert.NotNull(i.Manifest));
        if (stamps) Assert.InRange(report.SignedAt!.Value, DateTimeOffset.UtcNow.AddMinutes(-10), DateTimeOffset.UtcNow.AddMinutes(1));
        else Assert.Null(report.SignedAt);
        byte[] bare = Signers.Noise(48, 32, 1).Encode(format);
        Assert.Equal(RgbImage.Decode(bare).Pixels, RgbImage.Decode(file).Pixels);
        Assert.StartsWith("a cactus", ImageMetadata.ReadParameters(file), StringComparison.Ordinal);
        Assert.Equal(C2paState.Absent, new C2paValidator().Validate(bare).State);
    }

    public static TheoryData<int> Curves => [256, 384, 521, 0];

    /// <summary>ES256, ES384, ES512 and PS256, with the key in a file and behind a callback.</summary>
    [Theory]
    [MemberData(nameof(Curves))]
    public void Sign_EveryKey_IsValid(int bits)
    {
        using AsymmetricAlgorithm key = bits == 0 ? RSA.Create(2048) : ECDsa.Create(TestChain.Curve(bits));
        TestChain chain = TestChain.Of(key);
        using C2paSigner fromFile = Signers.FromPfx(chain.Pfx);
        using C2paSigner remote = C2paSigner.FromCallback([chain.Leaf], (digest, hash) => key is RSA rsa
            ? rsa.SignHash(digest, hash, RSASignaturePadding.Pss) : ((ECDsa)key).SignHash(digest));
        foreach (C2paSigner signer in (C2paSigner[])[fromFile, remote])
        {
            byte[] file = C2paFile.Sign(Signers.Noise(5, 4, 2).Encode(ImageFormat.Png), signer);
            Assert.Equal(C2paState.Trusted, new C2paValidator(new C2paTrust([chain.Root])).Validate(file).State);
        }
    }

    /// <summary>Room is reserved before the time stamp is there; whatever its size, the file is sound.</summary>
    [Fact]
    public void Sign_TimestampOfAnySize_IsValid()
    {
        foreach (int ballast in (int[])[1, 9000, 11_100, 11_200, 11_250, 11_300, 40_000, 100_000])
        {
            LocalAuthority authority = new() { Ballast = ballast };
            using C2paSigner signer = Signers.FromPfx(Signers.Certificate.Pfx, authority);
            byte[] file = C2paFile.Sign(Signers.Noise(5, 4, 2).Encode(ImageFormat.Jpeg), signer);
            C2paTrust trust = new([X509Certificate2.CreateFromPem(Signers.Certificate.RootPem), authority.Root]);
            C2paReport report = new C2paValidator(trust).Validate(file);
            Assert.Equal(C2paState.Trusted, report.State);
            Assert.NotNull(report.SignedAt);
            Assert.InRange(authority.Answers, 1, 2);
        }
    }

    [Theory]
    [InlineData("1.3.132.0.10")] // secp256k1
    [InlineData("1.3.36.3.3.2.8.1.1.7")] // brainpoolP256r1
    public void Sign_OtherCurvesOfTheSameSize_AreRefused(string curve)
    {
        using ECDsa key = ECDsa.Create(ECCurve.CreateFromValue(curve));
        TestChain chain = TestChain.Of(key);
        ProvenanceException error = Assert.Throws<ProvenanceException>(() => Signers.FromPfx(chain.Pfx));
        Assert.Contains("must be P-256, P-384 or P-521", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sign_AfterTheCertificateEnded_IsRefused()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        TestChain chain = TestChain.Of(key, daysTo: TimeSpan.FromSeconds(3).TotalDays);
        using C2paSigner signer = Signers.FromPfx(chain.Pfx);
        SpinWait.SpinUntil(() => DateTime.Now > chain.Leaf.NotAfter.AddSeconds(1));
        ProvenanceException error = Assert.Throws<ProvenanceException>(
            () => C2paFile.Sign(Signers.Noise(5, 4, 2).Encode(ImageFormat.Png), signer));
        Assert.Contains("the certificate holds from", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sign_WebpThatIsCutOff_GivesNoFileThatDoesNotHold()
    {
        using C2paSigner signer = Signers.Signer();
        byte[] signed = Signers.Signed(ImageFormat.Webp);
        byte[] cut = signed[..^3];
        Assert.Equal(C2paState.Invalid, new C2paValidator().Validate(cut).State);
        byte[] again = C2paFile.Sign(cut, signer);
        Assert.Equal(C2paState.Valid, new C2paValidator().Validate(again).State);
        byte[] bare = Signers.Noise(48, 32, 1).Encode(ImageFormat.Webp);
        Assert.Throws<ProvenanceException>(() => C2paFile.Sign(bare[..^30], signer));
    }

    [Fact]
    public void Sign_ByManyThreadsAtOnce_IsValid()
    {
        using C2paSigner signer = Signers.Signer();
        byte[] bare = Signers.Noise(16, 16, 3).Encode(ImageFormat.Webp);
        Parallel.For(0, 40, _ => Assert.Equal(C2paState.Valid, new C2paValidator().Validate(C2paFile.Sign(bare, signer)).State));
    }

    /// <summary>A file of each length modulo 2, and a store beyond one segment of JPEG.</summary>
    [Fact]
    public void Sign_LongHistory_IsCarriedOn()
    {
        using C2paSigner signer = Signers.Signer(stamps: true);
        foreach (ImageFormat format in Enum.GetValues<ImageFormat>())
        {
            byte[] file = Signers.Signed(format);
            for (int k = 0; k < 8; k++)
            {
                byte[] next = Signers.Noise(17 + k, 9, k).Encode(format);
                RgbImage[] sources = [RgbImage.Decode(file), RgbImage.Decode(Signers.Signed(format))];
                file = C2paFile.Sign(next, signer, new C2paClaim { Sources = sources });
                C2paReport report = new C2paValidator(Signers.Trust).Validate(file);
                Assert.DoesNotContain(report.Statuses, s => s.Kind == C2paStatusKind.Failure);
                Assert.Equal(["parentOf", "inputTo"], report.Ingredients.Select(i => i.Relationship));
                Assert.All(report.Ingredients, i => Assert.True(i.Holds));
            }

            Assert.True(C2paFile.ReadStore(file)!.Length > 100_000);
        }
    }

    [Fact]
    public void Sign_SignedFile_TakesItsManifestAsIngredient()
    {
        using C2paSigner signer = Signers.Signer();
        foreach (ImageFormat format in Enum.GetValues<ImageFormat>())
        {
            C2paReport report = new C2paValidator().Validate(C2paFile.Sign(Signers.Signed(format), signer));
            Assert.Equal(C2paState.Valid, report.State);
            C2paIngredient ingredient = Assert.Single(report.Ingredients);
            Assert.NotNull(ingredient.Manifest);
            Assert.True(ingredient.Holds);
        }
    }

    /// <summary>What is broken before stays told, and does not break what comes after.</summary>
    [Fact]
    public void Sign_BrokenSource_IsCarriedOnWithItsFault()
    {
        byte[] broken = Signers.Signed(ImageFormat.Png);
        broken[broken.AsSpan().IndexOf("Steps"u8)] ^= 1;
        using C2paSigner signer = Signers.Signer();
        byte[] file = C2paFile.Sign(
            Signers.Noise(8, 8, 1).Encode(ImageFormat.Png), signer, new C2paClaim { Sources = [RgbImage.Decode(broken)] });
        C2paReport report = new C2paValidator().Validate(file);
        Assert.Equal(C2paState.Valid, report.State);
        Assert.False(Assert.Single(report.Ingredients).Holds);
        Assert.Contains("assertion.dataHash.mismatch", System.Text.Encoding.Latin1.GetString(file), StringComparison.Ordinal);
    }

    /// <summary>The file holds the key of who signs, and not that of the authority.</summary>
    [Fact]
    public void DevelopmentCertificate_KeepsNoKeyOfItsAuthority()
    {
        X509Certificate2Collection all = X509CertificateLoader.LoadPkcs12Collection(
            DevelopmentCertificate.Create("x", "secret").Pfx, "secret");
        Assert.DoesNotContain("authority", Assert.Single(all, c => c.HasPrivateKey).Subject, StringComparison.Ordinal);
        Assert.Equal(2, all.Count);
        Assert.Throws<ArgumentException>(() => DevelopmentCertificate.Create(new string('x', 65)));
        Assert.Throws<ArgumentOutOfRangeException>(() => DevelopmentCertificate.Create("x", days: 0));
    }

    [Fact]
    public void Sign_OtherFile_IsRefused()
    {
        using C2paSigner signer = Signers.Signer();
        Assert.Throws<ImageFormatException>(() => C2paFile.Sign("GIF89a"u8, signer));
    }
}
