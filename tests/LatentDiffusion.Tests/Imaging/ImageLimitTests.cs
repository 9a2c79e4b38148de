using System.Buffers.Binary;

namespace LatentDiffusion.Tests;

public sealed class ImageLimitTests
{
    [Fact]
    public void Decode_NoBytes_Throws() =>
        Assert.Contains("no bytes", Assert.Throws<ImageFormatException>(() => RgbImage.Decode([])).Message);

    [Theory]
    [InlineData("GIF89a..............")]
    [InlineData("BM..................")]
    [InlineData("RIFF....WAVE........")]
    [InlineData("<svg xmlns='x'></svg>")]
    [InlineData("version https://git-lfs.github.com/spec/v1")]
    public void Decode_OtherFormat_Throws(string start)
    {
        byte[] bytes = System.Text.Encoding.ASCII.GetBytes(start);
        Assert.Contains("PNG, JPEG or WebP", Assert.Throws<ImageFormatException>(() => RgbImage.Decode(bytes)).Message);
    }

    [Theory]
    [InlineData(30_000, 30_000)]
    [InlineData(900_000, 900_000)]
    [InlineData(int.MaxValue, int.MaxValue)]
    [InlineData(1, int.MaxValue)]
    [InlineData(0, 1)]
    [InlineData(-1, -1)]
    public void Decode_PngHeaderWithImpossibleSize_ThrowsWithoutDecoding(int width, int height)
    {
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2);
        byte[] file =
        [
            .. ImageFile.PngSignature, .. PngChunks.Make("IHDR"u8, header), .. PngChunks.Make("IDAT"u8, new byte[100]),
            .. PngChunks.Make("IEND"u8, []),
        ];
        AssertCheaplyRefused(file);
    }

    [Fact]
    public void Decode_JpegHeaderWithImpossibleSize_ThrowsWithoutDecoding()
    {
        byte[] file = File.ReadAllBytes(ImagingReference.Image("444.jpg"));
        int frame = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        file.AsSpan(frame + 5, 4).Fill(0xFF);
        AssertCheaplyRefused(file);
    }

    [Fact]
    public void Decode_WebpHeaderWithImpossibleSize_ThrowsWithoutDecoding()
    {
        byte[] file = File.ReadAllBytes(ImagingReference.Image("alpha-lossy.webp"));
        int header = file.AsSpan().IndexOf("VP8X"u8);
        file.AsSpan(header + 12, 6).Fill(0xFF);
        AssertCheaplyRefused(file);
    }

    [Fact]
    public void Decode_MorePixelsThanAllowed_NamesBoth()
    {
        byte[] file = File.ReadAllBytes(ImagingReference.Image("rgb.png"));
        Assert.Equal(23, RgbImage.Decode(file, new ImageLimits { MaxPixels = 23 * 17 }).Width);
        var exception = Assert.Throws<ImageFormatException>(() => RgbImage.Decode(file, new ImageLimits { MaxPixels = 23 * 17 - 1 }));
        Assert.Contains("at most 390 pixels; it has 23x17 = 391", exception.Message);
    }

    [Fact]
    public void AnySource_MoreBytesThanAllowed_Throws()
    {
        string path = ImagingReference.Image("rgb.png");
        byte[] file = File.ReadAllBytes(path);
        ImageLimits exact = new() { MaxBytes = file.Length }, less = new() { MaxBytes = file.Length - 1 };
        Assert.Equal(23, RgbImage.Load(path, exact).Width);
        Assert.StartsWith(path, Assert.Throws<ImageFormatException>(() => RgbImage.Load(path, less)).Message);
        Assert.Throws<ImageFormatException>(() => RgbImage.Decode(file, less));
        Assert.Throws<ImageFormatException>(() => RgbImage.Read(new MemoryStream(file), less));
        Assert.Throws<ImageFormatException>(() => ImageMetadata.ReadParameters(path, less));
    }

    [Fact]
    public void Load_NoSuchFile_Throws()
    {
        using TemporaryFolder folder = new();
        Assert.Throws<FileNotFoundException>(() => RgbImage.Load(folder["none.png"]));
        Assert.Throws<DirectoryNotFoundException>(() => RgbImage.Load(folder["none/none.png"]));
        Assert.Throws<ArgumentException>(() => RgbImage.Load(""));
    }

    private static void AssertCheaplyRefused(byte[] file)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<ImageFormatException>(() => RgbImage.Decode(file));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }
}
