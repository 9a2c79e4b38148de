using System.Security.Cryptography.X509Certificates;

namespace LatentDiffusion.Provenance.Tests;

/// <summary>A development certificate and an authority, made once, and files that are signed with them.</summary>
internal static class Signers
{
    public static readonly DevelopmentCertificate Certificate = DevelopmentCertificate.Create("Test signer");

    public static readonly LocalAuthority Authority = new();

    public static readonly C2paTrust Trust = new([X509Certificate2.CreateFromPem(Certificate.RootPem), Authority.Root]);

    /// <summary>A picture of noise.</summary>
    public static RgbImage Noise(int width, int height, int seed)
    {
        byte[] pixels = new byte[3 * width * height];
        new Random(seed).NextBytes(pixels);
        return new RgbImage(width, height, pixels);
    }

    public static C2paSigner Signer(bool stamps = false) => FromPfx(Certificate.Pfx, stamps ? Authority : null);

    public static C2paSigner FromPfx(byte[] pfx, ITimestampAuthority? authority = null)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, pfx);
            return C2paSigner.FromPfx(path, timestampAuthority: authority);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>A signed file: made from nothing, or from another signed file.</summary>
    public static byte[] Signed(ImageFormat format, bool isEdit = false, bool stamps = false)
    {
        using C2paSigner signer = Signer(stamps);
        byte[] file = Noise(48, 32, 1).Encode(format, parameters: "a cactus\nSteps: 20, Sampler: Euler, Seed: 1");
        RgbImage[] sources = isEdit ? [RgbImage.Decode(Signed(format))] : [];
        return C2paFile.Sign(file, signer, new C2paClaim { Sources = sources });
    }
}
