namespace LatentDiffusion.Provenance.Tests;

/// <summary>The robust watermark: what it survives, how little it changes, and that it reads nothing where nothing is.</summary>
public sealed class WatermarkTests
{
    private static readonly byte[] Payload = [0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC];
    private static readonly WatermarkKey Key = new([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);
    private static readonly WatermarkReader Reader = new(Key);

    public static TheoryData<string, int, int> Kinds => new()
    {
        { "flat", 128, 128 }, { "white", 128, 128 }, { "black", 128, 128 }, { "shapes", 128, 128 }, { "texture", 128, 128 }, { "noise", 128, 128 },
        { "shapes", 256, 256 }, { "texture", 301, 283 }, { "texture", 640, 136 },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ThePayloadIsReadAndThePictureHardlyChanged(string kind, int width, int height)
    {
        RgbImage image = Pictures.Draw(kind, width, height), marked = Watermark.Embed(image, Payload, Key);
        Assert.True(Decibels(image, marked) >= 42, $"{Decibels(image, marked)} dB");
        Assert.True(Similarity(image, marked) >= 0.98, $"{Similarity(image, marked)}");
        WatermarkReading reading = Reader.Read(marked)!;
        Assert.Equal(Payload, reading.Payload.ToArray());
        Assert.Equal(48, reading.BitCount);
        Assert.InRange(reading.FalsePositiveRate!.Value, 0, 1e-9);
    }

    public static TheoryData<string, string> Changes()
    {
        var data = new TheoryData<string, string>();
        foreach (string kind in (string[])["flat", "shapes", "texture"])
            foreach (string change in Attacks.Keys) data.Add(kind, change);
        return data;
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void ThePayloadSurvives(string kind, string change)
    {
        RgbImage marked = Watermark.Embed(Pictures.Draw(kind, 128, 128, seed: 4), Payload, Key);
        Assert.Equal(Payload, Reader.Read(Attacks[change](marked))?.Payload.ToArray());
    }

    private static readonly Dictionary<string, Func<RgbImage, RgbImage>> Attacks = new()
    {
        ["JPEG 75"] = image => Pictures.Send(image, ImageFormat.Jpeg, 75),
        ["JPEG 90"] = image => Pictures.Send(image, ImageFormat.Jpeg, 90),
        ["WebP 75"] = image => Pictures.Send(image, ImageFormat.Webp, 75),
        ["half, bicubic"] = image => Pictures.Shrink(image, 0.5, ResampleFilter.Bicubic),
        ["half, bilinear"] = image => Pictures.Shrink(image, 0.5, ResampleFilter.Bilinear),
        ["half, Lanczos"] = image => Pictures.Shrink(image, 0.5, ResampleFilter.Lanczos),
        ["0.7"] = image => Pictures.Shrink(image, 0.7, ResampleFilter.Bicubic),
        ["crop, middle"] = image => Pictures.Crop(image, 6, 6, 115, 115),
        ["crop, corner"] = image => Pictures.Crop(image, 13, 13, 115, 115),
        ["crop, bottom"] = image => Pictures.Crop(image, 0, 0, 128, 115),
        ["brighter"] = image => Pictures.Map(image, v => 1.1 * v),
        ["darker"] = image => Pictures.Map(image, v => 0.9 * v),
        ["more contrast"] = image => Pictures.Map(image, v => 128 + 1.1 * (v - 128)),
        ["less contrast"] = image => Pictures.Map(image, v => 128 + 0.9 * (v - 128)),
        ["noise"] = image => Pictures.Noise(image, 4),
    };

    [Fact]
    public void AnotherKeyReadsNothing()
    {
        RgbImage marked = Watermark.Embed(Pictures.Draw("shapes", 256, 256), Payload, Key);
        Assert.Null(new WatermarkReader().Read(marked));
        Assert.Null(new WatermarkReader(WatermarkKey.FromPassphrase("another key")).Read(marked));
    }

    [Fact]
    public void TwoKeysCanMarkOnePicture()
    {
        RgbImage once = Watermark.Embed(Pictures.Draw("texture", 256, 256), Payload, Key), twice = Watermark.Embed(once, [6, 5, 4, 3, 2, 1]);
        Assert.Equal([6, 5, 4, 3, 2, 1], new WatermarkReader().Read(twice)!.Payload.ToArray());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void UnmarkedPicturesReadAsNothing(string kind, int width, int height) => Assert.Null(Reader.Read(Pictures.Draw(kind, width, height)));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 300)]
    [InlineData(8, 8)]
    [InlineData(10, 130)]
    [InlineData(64, 64)]
    public void SmallPicturesAreNoTrouble(int width, int height)
    {
        RgbImage marked = Watermark.Embed(Pictures.Draw("texture", width, height), Payload, Key);
        Assert.Equal((width, height), (marked.Width, marked.Height));
        if (Reader.Read(marked) is { } reading) Assert.Equal(Payload, reading.Payload.ToArray());
    }

    /// <summary>The same bytes on every machine: the hash was taken on one with AVX-512.</summary>
    [Fact]
    public void TheMarkIsTheSameEverywhere()
    {
        byte[] pixels = new byte[3 * 136 * 128];
        for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)(60 + (i / 3 % 136 * (i % 3 + 1) + i / 408 * 2) % 140);
        RgbImage marked = Watermark.Embed(new RgbImage(136, 128, pixels), Payload, Key);
        Assert.Equal("", Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(marked.Pixels)));
    }

    [Fact]
    public void BadArgumentsAreRefused()
    {
        RgbImage image = Pictures.Draw("flat", 128, 128);
        Assert.Contains("not 5", Assert.Throws<ArgumentException>(() => Watermark.Embed(image, new byte[5])).Message);
        Assert.Throws<ArgumentException>(() => new WatermarkStage(new byte[7]));
        Assert.Contains("not 15", Assert.Throws<ArgumentException>(() => new WatermarkKey(new byte[15])).Message);
        Assert.Throws<ArgumentException>(() => WatermarkKey.FromPassphrase("short"));
        Assert.Throws<ArgumentNullException>(() => Reader.Read(null!));
    }

    private static double Decibels(RgbImage a, RgbImage b)
    {
        double sum = 0;
        for (int i = 0; i < a.Pixels.Length; i++) sum += Math.Pow(a.Pixels[i] - b.Pixels[i], 2);
        return 10 * Math.Log10(255.0 * 255 / (sum / a.Pixels.Length));
    }

    private static double Similarity(RgbImage a, RgbImage b) =>
        new ChannelSimilarity(Plane.Luminance(a.Width, a.Height, a.Pixels).Values, a.Width, a.Height)
            .To(Plane.Luminance(b.Width, b.Height, b.Pixels).Values);
}
