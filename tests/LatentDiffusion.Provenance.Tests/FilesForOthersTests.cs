namespace LatentDiffusion.Provenance.Tests;

/// <summary>
/// Writes files of every kind for the check against an independent validator (see the folder c2pa), into the folder that the environment
/// variable <c>LATENTDIFFUSION_C2PA_FILES</c> names.
/// </summary>
public sealed class FilesForOthersTests
{
    [Fact]
    public void Files_OfEveryKind_AreValidBeforeOthersSeeThem()
    {
        string? folder = Environment.GetEnvironmentVariable("LATENTDIFFUSION_C2PA_FILES");
        foreach (ImageFormat format in Enum.GetValues<ImageFormat>())
        {
            foreach (var (isEdit, stamps) in (ReadOnlySpan<(bool, bool)>)[(false, false), (false, true), (true, false), (true, true)])
            {
                byte[] file = Signers.Signed(format, isEdit, stamps);
                Assert.Equal(C2paState.Trusted, new C2paValidator(Signers.Trust).Validate(file).State);
                string name = $"{(isEdit ? "edited" : "created")}{(stamps ? "-stamped" : "")}.{format.ToString().ToLowerInvariant()}";
                if (folder is not null) File.WriteAllBytes(Path.Combine(folder, name), file);
            }
        }

        if (folder is not null)
        {
            File.WriteAllText(
                Path.Combine(folder, "trust.pem"), Signers.Certificate.RootPem + Signers.Authority.Root.ExportCertificatePem() + "\n");
        }
    }
}
