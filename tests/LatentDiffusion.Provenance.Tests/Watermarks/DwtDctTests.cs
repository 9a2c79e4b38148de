using System.Security.Cryptography;
using System.Text.Json;

namespace LatentDiffusion.Provenance.Tests;

/// <summary>
/// The dwtDct watermark, beside invisible-watermark 0.2 (dwtdct.json) and beside its steps taken with OpenCV 4.6 and PyWavelets 1.1.1
/// (dwtdct_opencv.json, pictures made by a formula).
/// </summary>
public sealed class DwtDctTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "References", "watermarks");

    public static TheoryData<string> Published => ["sdxl", "odd", "short"];

    public static TheoryData<int> Drawn => [0, 1, 2, 3, 4];

    [Theory]
    [MemberData(nameof(Published))]
    public void MarksAndReadsAsInvisibleWatermark(string name)
    {
        JsonElement reference = Read("dwtdct.json").GetProperty(name);
        Check(RgbImage.Load(Path.Combine(Folder, $"dwtdct_{name}.png")), reference);
    }

    [Theory]
    [MemberData(nameof(Drawn))]
    public void MarksAndReadsAsOpenCvAndPyWavelets(int index)
    {
        JsonElement reference = Read("dwtdct_opencv.json")[index];
        RgbImage image = Draw(reference.GetProperty("kind").GetString()!, reference.GetProperty("width").GetInt32(),
            reference.GetProperty("height").GetInt32());
        Assert.Equal(reference.GetProperty("inputSha256").GetString(), Hash(image));
        Check(image, reference);
    }

    [Fact]
    public void TheDefaultIsTheMessageOfStableDiffusionXl()
    {
        string bits = Read("dwtdct.json").GetProperty("sdxl").GetProperty("bits").GetString()!;
        Assert.Equal(Pack(bits), DwtDctWatermark.StableDiffusionXl.ToArray());
    }

    [Fact]
    public void TheReaderFindsTheMessageAndNothingElse()
    {
        RgbImage image = RgbImage.Load(Path.Combine(Folder, "dwtdct_sdxl.png"));
        var reader = new DwtDctReader();
        WatermarkReading reading = reader.Read(DwtDctWatermark.Embed(image, DwtDctWatermark.StableDiffusionXl.Span))!;
        Assert.Equal(DwtDctWatermark.StableDiffusionXl.ToArray(), reading.Payload.ToArray());
        Assert.Equal(48, reading.BitCount);
        Assert.Contains("Stable Diffusion XL", reading.Meaning);
        Assert.Null(reader.Read(image));
        Assert.Null(reader.Read(DwtDctWatermark.Embed(image, [1, 2, 3, 4, 5, 6])));
        Assert.Null(reader.Read(new RgbImage(100, 100, new byte[30000])));
    }

    [Fact]
    public void BadArgumentsAreRefused()
    {
        var small = new RgbImage(255, 256, new byte[3 * 255 * 256]);
        Assert.Contains("255x256", Assert.Throws<ArgumentException>(() => DwtDctWatermark.Embed(small, [1])).Message);
        Assert.Throws<ArgumentException>(() => DwtDctWatermark.Read(small, 48));
        var image = new RgbImage(256, 256, new byte[3 * 256 * 256]);
        Assert.Throws<ArgumentException>(() => DwtDctWatermark.Embed(image, [1], 9));
        Assert.ThrowsAny<ArgumentException>(() => DwtDctWatermark.Embed(image, []));
        Assert.ThrowsAny<ArgumentException>(() => DwtDctWatermark.Read(image, 0));
        Assert.Throws<ArgumentException>(() => new DwtDctStage([]));
        Assert.Throws<ArgumentException>(() => new DwtDctReader([1, 2, 3]));
    }

    private static void Check(RgbImage image, JsonElement reference)
    {
        string bits = reference.GetProperty("bits").GetString()!;
        RgbImage marked = DwtDctWatermark.Embed(image, Pack(bits), bits.Length);
        Assert.Equal(reference.GetProperty("markedSha256").GetString(), Hash(marked));
        Assert.Equal(Pack(reference.GetProperty("decoded").GetString()!), DwtDctWatermark.Read(marked, bits.Length));
        Assert.Equal(Pack(reference.GetProperty("decodedUnmarked").GetString()!), DwtDctWatermark.Read(image, bits.Length));
    }

    private static RgbImage Draw(string kind, int width, int height)
    {
        byte[] pixels = new byte[3 * width * height];
        for (int i = 0; i < pixels.Length; i++)
        {
            uint noise = (uint)(i + kind.Length) * 2654435761u >> 13 & 255;
            (int x, int y, int c) = (i / 3 % width, i / 3 / width, i % 3);
            pixels[i] = kind switch
            {
                "noise" => (byte)noise,
                "extremes" => noise >= 128 ? (byte)255 : (byte)0,
                _ => (byte)((x * (c + 1) + y * (3 - c)) / 4),
            };
        }

        return new RgbImage(width, height, pixels);
    }

    private static JsonElement Read(string file) => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, file))).RootElement;

    private static string Hash(RgbImage image) => Convert.ToHexStringLower(SHA256.HashData(image.Pixels));

    private static byte[] Pack(string bits)
    {
        byte[] bytes = new byte[(bits.Length + 7) / 8];
        for (int i = 0; i < bits.Length; i++) if (bits[i] == '1') bytes[i / 8] |= (byte)(0x80 >> i % 8);
        return bytes;
    }
}
