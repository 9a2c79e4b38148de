using CsCheck;

namespace LatentDiffusion.Tests;

public sealed class ImageDecodingTests
{
    /// <summary>Names of the image files of the reference.</summary>
    public static TheoryData<string> Files => [.. ImagingReference.Json("files.json").EnumerateObject().Select(file => file.Name)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Load_EveryKindOfFile_EqualsDiffusersLoadImage(string name)
    {
        var expected = ImagingReference.Json("files.json").GetProperty(name);
        RgbImage image = RgbImage.Load(ImagingReference.Image(name));
        Assert.Equal(expected.GetProperty("width").GetInt32(), image.Width);
        Assert.Equal(expected.GetProperty("height").GetInt32(), image.Height);
        Assert.Equal(expected.GetProperty("sha256").GetString(), ImagingReference.Sha256(image.Pixels));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void ReadAndDecode_SameBytes_EqualLoad(string name)
    {
        string path = ImagingReference.Image(name);
        byte[] expected = RgbImage.Load(path).Pixels.ToArray();
        using FileStream stream = File.OpenRead(path);
        Assert.Equal(expected, RgbImage.Read(stream).Pixels);
        Assert.Equal(expected, RgbImage.Decode(File.ReadAllBytes(path)).Pixels);
    }

    [Theory]
    [InlineData("rgba.png")]
    [InlineData("alpha.webp")]
    public void ReadAlpha_OrientationInXmp_TurnsItAsThePicture(string name)
    {
        byte[] file = File.ReadAllBytes(ImagingReference.Image(name));
        byte[] turned = ImageMetadata.WithXmp(file, """<a xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="6"/>""");
        RgbImage expected = Orientations.Apply(AlphaChannel.Read(file)!, 6), alpha = AlphaChannel.Read(turned)!;
        Assert.Equal(expected.Pixels, alpha.Pixels);
        Assert.Equal((RgbImage.Decode(turned).Width, expected.Height), (alpha.Width, alpha.Height));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Decode_DamagedFile_GivesAnImageOrATypedError(string name)
    {
        byte[] file = File.ReadAllBytes(ImagingReference.Image(name));
        ImageLimits limits = new() { MaxPixels = 100_000 };
        Gen.Select(Gen.Int[0, file.Length], Gen.Select(Gen.Int[0, file.Length - 1], Gen.Byte).Array[0, 4]).Sample(
            (length, changes) =>
            {
                byte[] damaged = [.. file];
                foreach (var (index, value) in changes) damaged[index] = value;
                try
                {
                    RgbImage image = RgbImage.Decode(damaged.AsSpan(0, length), limits);
                    return image.Pixels.Length == 3 * image.Width * image.Height;
                }
                catch (ImageFormatException exception)
                {
                    return exception.Message.StartsWith("The image: ", StringComparison.Ordinal);
                }
            },
            iter: 100);
    }

    [Theory]
    [InlineData("rgb.png")]
    [InlineData("interlaced.png")]
    [InlineData("444.jpg")]
    [InlineData("progressive.jpg")]
    [InlineData("lossy.webp")]
    [InlineData("lossless.webp")]
    public void Load_CutOff_NamesTheFile(string name)
    {
        using TemporaryFolder folder = new();
        byte[] file = File.ReadAllBytes(ImagingReference.Image(name));
        File.WriteAllBytes(folder[name], file[..(file.Length * 6 / 10)]);
        var exception = Assert.Throws<ImageFormatException>(() => RgbImage.Load(folder[name]));
        Assert.StartsWith(folder[name], exception.Message);
    }

    [Theory]
    [InlineData("420.jpg")]
    [InlineData("cmyk.jpg")]
    [InlineData("profile.jpg")]
    [InlineData("progressive.jpg")]
    public void Decode_JpegWithoutItsEnd_Throws(string name)
    {
        byte[] file = File.ReadAllBytes(ImagingReference.Image(name));
        for (int length = 1; length < file.Length; length++)
            Assert.Throws<ImageFormatException>(() => RgbImage.Decode(file.AsSpan(0, length)));
    }

    [Fact]
    public void Decode_BytesAfterTheEnd_AreIgnored()
    {
        foreach (string name in (string[])["rgb.png", "420.jpg", "lossy.webp"])
        {
            byte[] file = File.ReadAllBytes(ImagingReference.Image(name));
            Assert.Equal(RgbImage.Decode(file).Pixels, RgbImage.Decode([.. file, .. file]).Pixels);
        }
    }
}
