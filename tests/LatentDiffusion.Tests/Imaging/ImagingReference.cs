using System.Security.Cryptography;
using System.Text.Json;

namespace LatentDiffusion.Tests;

/// <summary>What Pillow and diffusers made of images: <c>latent-diffusion-references OUT imaging</c> writes it.</summary>
internal static class ImagingReference
{
    /// <summary>An image file of the reference.</summary>
    public static string Image(string name) => ReferenceFiles.Path("imaging", "files", name);

    /// <summary>A JSON file of the reference.</summary>
    public static JsonElement Json(string name)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(ReferenceFiles.Path("imaging", name)));
        return document.RootElement.Clone();
    }

    /// <summary>Hash of bytes as the reference spells it.</summary>
    public static string Sha256(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>The test images that Python makes too: the high bytes of a linear congruential generator.</summary>
    public static byte[] Noise(int count, uint seed)
    {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++)
        {
            seed = unchecked(seed * 1664525 + 1013904223);
            bytes[i] = (byte)(seed >> 24);
        }

        return bytes;
    }

    /// <summary>A colour picture of noise.</summary>
    public static RgbImage NoiseImage(int width, int height, uint seed) => new(width, height, Noise(3 * width * height, seed));
}
