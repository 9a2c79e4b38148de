namespace LatentDiffusion.Provenance.Tests;

/// <summary>Files that c2pa-rs signed; References/README.md tells how.</summary>
public sealed class FilesOfOthersTests
{
    [Theory]
    [InlineData("signed.png")]
    [InlineData("signed.jpg")]
    [InlineData("signed.webp")]
    public void Validate_FileByC2paRs_IsTrusted_AndNotOnceItIsChanged(string name)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "References");
        byte[] file = File.ReadAllBytes(Path.Combine(folder, name));
        C2paValidator validator = new(C2paTrust.FromPem(Path.Combine(folder, "trust.pem")));
        C2paReport report = validator.Validate(file);
        Assert.DoesNotContain(report.Statuses, s => s.Kind == C2paStatusKind.Failure);
        Assert.Equal(C2paState.Trusted, report.State);
        Assert.Equal("test 1", report.Generator);
        Assert.EndsWith("/digitalCapture", Assert.Single(report.Actions).DigitalSourceType, StringComparison.Ordinal);
        file[^20] ^= 1;
        Assert.Equal(C2paState.Invalid, validator.Validate(file).State);
    }
}
