using System.IO.Compression;
using System.Text;
using System.Text.Json;
using CsCheck;

namespace LatentDiffusion.Tests;

public sealed class ImageMetadataTests
{
    private static readonly RgbImage Image = ImagingReference.NoiseImage(3, 2, seed: 3);

    [Theory]
    [MemberData(nameof(ImageDecodingTests.Files), MemberType = typeof(ImageDecodingTests))]
    public void ReadParameters_FileByPillow_GivesItsText(string name)
    {
        JsonElement expected = ImagingReference.Json("files.json").GetProperty(name).GetProperty("text");
        Assert.Equal(expected.GetString(), ImageMetadata.ReadParameters(ImagingReference.Image(name)));
        Assert.Equal(expected.GetString(), ImageMetadata.ReadParameters(File.ReadAllBytes(ImagingReference.Image(name))));
    }

    [Theory]
    [InlineData("text-latin.png")]
    [InlineData("text-wide.png")]
    public void Encode_Text_EqualsPillowsChunk(string name)
    {
        byte[] file = File.ReadAllBytes(ImagingReference.Image(name));
        byte[] chunk = PngText.Encode("parameters", ImageMetadata.ReadParameters(file)!);
        Assert.True(file.AsSpan().IndexOf(chunk) > 0);
    }

    /// <summary>The structure that piexif writes for stable-diffusion-webui, spelled out by hand.</summary>
    [Fact]
    public void WithUserComment_Layout_IsThatOfPiexif() => Assert.Equal(
        "4D4D002A00000008" // big-endian TIFF, first directory at 8
            + "0001" + "8769" + "0004" + "00000001" + "0000001A" + "00000000" // one entry: EXIF directory at 26
            + "0001" + "9286" + "0007" + "0000000C" + "0000002C" + "00000000" // one entry: 12 bytes of UserComment at 44
            + "554E49434F444500" + "0061" + "732B",
        Convert.ToHexString(ExifTags.WithUserComment("a猫")));

    [Theory]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.Webp)]
    public void Embed_AnyText_RoundTripsAndKeepsThePixels(ImageFormat format) => Gen.String.Sample(
        text =>
        {
            byte[] bare = Image.Encode(format, 100), file = Image.Encode(format, 100, text);
            string expected = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Replace('\0', '\uFFFD'))); // no lone surrogates
            Assert.Equal(text.Length == 0 ? null : expected, ImageMetadata.ReadParameters(file));
            Assert.Equal(RgbImage.Decode(bare).Pixels, RgbImage.Decode(file).Pixels);
        },
        iter: 200);

    [Fact]
    public void Encode_Png_PutsTheTextBeforeThePixels()
    {
        ReadOnlySpan<byte> file = Image.Encode(ImageFormat.Png, parameters: "x");
        Assert.InRange(file.IndexOf("parameters"u8), 1, file.IndexOf("IDAT"u8));
    }

    [Fact]
    public void Encode_TextAboveTheLimit_Throws()
    {
        foreach (ImageFormat format in Enum.GetValues<ImageFormat>())
            Assert.Throws<ArgumentException>(() => Image.Encode(format, parameters: new string('x', ImageMetadata.MaxTextBytes + 1)));
    }

    [Theory]
    [InlineData("zTXt", "parameters\0\0")]
    [InlineData("iTXt", "parameters\0\u0001\0\0\0")]
    public void ReadParameters_CompressedBomb_Throws(string type, string head)
    {
        using MemoryStream packed = new();
        using (ZLibStream stream = new(packed, CompressionLevel.SmallestSize)) stream.Write(new byte[64 << 20]);
        byte[] file = WithChunk(type, [.. Encoding.Latin1.GetBytes(head), .. packed.ToArray()]);
        Assert.Contains("1048576", Assert.Throws<ImageFormatException>(() => ImageMetadata.ReadParameters(file)).Message);
        Assert.Equal(Image.Pixels, RgbImage.Decode(file).Pixels);
    }

    [Fact]
    public void ReadParameters_DamagedCompression_Throws() => Assert.Contains(
        "damaged",
        Assert.Throws<ImageFormatException>(() => ImageMetadata.ReadParameters(WithChunk("zTXt", "parameters\0\0junk"u8))).Message);

    [Fact]
    public void ReadParameters_LongPlainText_Throws() => Assert.Throws<ImageFormatException>(
        () => ImageMetadata.ReadParameters(WithChunk("tEXt", [.. "parameters\0"u8, .. new byte[ImageMetadata.MaxTextBytes + 1]])));

    [Fact]
    public void ReadParameters_NotAnImage_Throws() =>
        Assert.Throws<ImageFormatException>(() => ImageMetadata.ReadParameters("GIF89a"u8));

    [Theory]
    [MemberData(nameof(ImageDecodingTests.Files), MemberType = typeof(ImageDecodingTests))]
    public void ReadParameters_DamagedFile_GivesATextOrATypedError(string name)
    {
        byte[] file = File.ReadAllBytes(ImagingReference.Image(name));
        Gen.Select(Gen.Int[12, file.Length], Gen.Select(Gen.Int[12, file.Length - 1], Gen.Byte).Array[0, 6]).Sample(
            (length, changes) =>
            {
                byte[] damaged = [.. file];
                foreach (var (index, value) in changes) damaged[index] = value;
                try
                {
                    return ImageMetadata.ReadParameters(damaged.AsSpan(0, length)) is null or { Length: <= ImageMetadata.MaxTextBytes };
                }
                catch (ImageFormatException exception)
                {
                    return exception.Message.Contains("text", StringComparison.Ordinal);
                }
            },
            iter: 200);
    }

    private static byte[] WithChunk(string type, ReadOnlySpan<byte> body) =>
        PngChunks.InsertAfterHeader(Image.Encode(ImageFormat.Png), PngChunks.Make(Encoding.Latin1.GetBytes(type), body));
}
