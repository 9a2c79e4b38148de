using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;

namespace LatentDiffusion.Safety.Tests;

/// <summary>The tiny checker of the references, and the pictures that diffusers decided on.</summary>
internal static class Checker
{
    public const int PictureCount = 200;

    public static string Folder => Path.Combine(AppContext.BaseDirectory, "References");

    public static SafetyCheckerOptions Options => new() { Templates = Path.Combine(Folder, "templates"), Threads = 1 };

    /// <summary>Drawn by whole numbers as latent_diffusion_references/safety_checker.py draws them.</summary>
    public static RgbImage Picture(int seed)
    {
        (int width, int height) = (20 + seed * 7 % 61, 20 + seed * 11 % 53);
        byte[] pixels = new byte[3 * width * height];
        for (int i = 0; i < pixels.Length; i++)
        {
            (int x, int y, int c) = (i / 3 % width, i / 3 / width, i % 3);
            pixels[i] = (byte)(x * (seed % 13 + 1) + y * (seed % 7 + 2) * (c + 1) + x * y / (seed % 5 + 3) + c * seed * 29);
        }

        return new RgbImage(width, height, pixels);
    }

    /// <summary>Copies a file of tensors with other values for some of them.</summary>
    public static void Replace(string source, string target, IReadOnlyDictionary<string, byte[]> values)
    {
        byte[] file = File.ReadAllBytes(source);
        foreach (var (key, value) in values)
        {
            (int begin, int end) = Place(file, key);
            Assert.Equal(value.Length, end - begin);
            value.CopyTo(file.AsSpan(begin));
        }

        File.WriteAllBytes(target, file);
    }

    /// <summary>The bytes of a tensor.</summary>
    public static byte[] Tensor(string path, string key)
    {
        byte[] file = File.ReadAllBytes(path);
        (int begin, int end) = Place(file, key);
        return file[begin..end];
    }

    private static (int Begin, int End) Place(byte[] file, string key)
    {
        int start = 8 + (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        JsonArray offsets = JsonNode.Parse(Encoding.UTF8.GetString(file.AsSpan(8, start - 8)))![key]!["data_offsets"]!.AsArray();
        return (start + (int)offsets[0]!, start + (int)offsets[1]!);
    }
}
