using System.Text.Json;

namespace LatentDiffusion.Cli.Tests;

/// <summary>Marking pictures, and the commands verify and certificate.</summary>
public sealed class MarkTests
{
    [Fact]
    public void Default_MarksInXmp_AndOffDoesNot()
    {
        using WorkFolder folder = new();
        folder.Run("a cactus", "--steps", "1", "-o", "a.png").AssertDone();
        CliResult marked = folder.Run("verify", "a.png").AssertDone();
        Assert.Equal("marked", marked["marks"]);
        Assert.Equal("absent", marked["c2pa"]);
        Assert.Equal("http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia", marked["xmp"]);
        Assert.StartsWith("a cactus | Steps: 1,", marked["parameters"], StringComparison.Ordinal);
        folder.Run("a cactus", "--steps", "1", "--mark", "off", "-o", "b.png").AssertDone();
        CliResult bare = folder.Run("verify", "b.png");
        Assert.Equal(3, bare.ExitCode);
        Assert.Equal("unmarked", bare["marks"]);
        Assert.Equal(RgbImage.Load(folder["a.png"]).Width, RgbImage.Load(folder["b.png"]).Width);
    }

    [Fact]
    public void Signed_FromCertificateToTrust()
    {
        using WorkFolder folder = new();
        CliResult made = folder.Run("certificate", "Somebody", "-o", "my.pfx").AssertDone();
        Assert.Equal("my.pfx", made["certificate"]);
        Assert.Equal("my-trust.pem", made["trust list"]);
        folder.Run("certificate", "Somebody", "-o", "my.pfx").AssertFailed(1, "my.pfx");
        string[] sign = ["--steps", "1", "--mark", "xmp,c2pa", "--certificate", "my.pfx"];
        folder.Run(["a cactus", .. sign, "-o", "a.webp"]).AssertDone();
        folder.Run(["a cactus", .. sign, "--init", "a.webp", "--strength", "1", "-o", "b.jpg"]).AssertDone();
        CliResult trusted = folder.Run("verify", "a.webp", "b.jpg", "--trust", "my-trust.pem").AssertDone();
        Assert.Equal(["trusted", "trusted"], trusted.Values("c2pa"));
        Assert.Equal("edited picture (parentOf), signed", trusted["  from"]);
        folder.Run("verify", "a.webp").AssertDone();

        folder.Run("certificate", "Another", "-o", "other.pfx").AssertDone();
        CliResult untrusted = folder.Run("verify", "a.webp", "--trust", "other-trust.pem");
        untrusted.AssertFailed(1, "does not know who signed");

        byte[] file = File.ReadAllBytes(folder["a.webp"]);
        file[200] ^= 1;
        File.WriteAllBytes(folder["a.webp"], file);
        CliResult broken = folder.Run("verify", "a.webp", "missing.png", "--json");
        Assert.Equal(1, broken.ExitCode);
        using JsonDocument json = JsonDocument.Parse(broken.Output);
        Assert.Equal("broken", json.RootElement[0].GetProperty("marks").GetString());
        Assert.Equal("invalid", json.RootElement[0].GetProperty("c2pa").GetProperty("state").GetString());
        Assert.Equal("unreadable", json.RootElement[1].GetProperty("marks").GetString());
        Assert.Contains("missing.png", json.RootElement[1].GetProperty("problems")[0].GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0123456789ab", "--watermark-payload", "0123456789ab")]
    [InlineData("41492d67656e")] // AI-gen
    public void Watermark_IsFound_WhereTheMetadataIsGone(string bits, params string[] payload)
    {
        using WorkFolder folder = new();
        folder.Run(["a cactus", "--steps", "1", "--mark", "watermark", "-o", "a.png", .. payload]).AssertDone();
        RgbImage.Load(folder["a.png"]).Save(folder["b.jpg"], 75);
        CliResult found = folder.Run("verify", "b.jpg").AssertDone();
        Assert.Equal("marked", found["marks"]);
        Assert.StartsWith($"watermark: 48 bits {bits}, by chance ", found["watermark"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--watermark-payload: '12' is not 12 hexadecimal", "--mark", "watermark", "--watermark-payload", "12")]
    [InlineData("--watermark-payload needs --mark watermark", "--watermark-payload", "0123456789ab")]
    [InlineData("--mark trustmark and --trustmark need each other", "--mark", "trustmark", "--trustmark-payload", "0123456789")]
    [InlineData("--mark trustmark needs --trustmark-payload", "--mark", "trustmark", "--trustmark", "a.onnx")]
    [InlineData("--mark c2pa needs", "--mark", "c2pa")]
    [InlineData("'nothing' is not one of", "--mark", "nothing")]
    [InlineData("off excludes", "--mark", "off,xmp")]
    [InlineData("need --mark c2pa", "--certificate", "a.pfx")]
    [InlineData("exclude each other", "--mark", "c2pa", "--certificate", "a.pfx", "--certificate-store", "12")]
    [InlineData("'ftp://x' is not an address", "--mark", "c2pa", "--certificate", "a.pfx", "--timestamp", "ftp://x")]
    public void WrongOptions_AreExplained(string message, params string[] args)
    {
        using WorkFolder folder = new();
        folder.Run(["a cactus", .. args]).AssertFailed(2, message);
    }

    [Fact]
    public void MissingCertificate_IsNamedBeforeAnythingIsDrawn()
    {
        using WorkFolder folder = new();
        folder.Run("a cactus", "--mark", "c2pa", "--certificate", "none.pfx", "-o", "a.png").AssertFailed(1, "none.pfx: ");
        Assert.Empty(folder.Files);
    }

    [Fact]
    public void Verify_NotAnImage_IsReported()
    {
        using WorkFolder folder = new();
        File.WriteAllText(folder["a.png"], "no image");
        CliResult result = folder.Run("verify", "a.png");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("error: a.png: ", result.Error, StringComparison.Ordinal);
        folder.Run("verify", "a.png", "--trust", "a.png").AssertFailed(1, "certificates in PEM");
    }
}
