using LatentDiffusion.Models.Emoji;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace LatentDiffusion.ImageSharp.Tests;

/// <summary>Pictures there and back.</summary>
public sealed class ImageSharpPicturesTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 3)]
    [InlineData(64, 129)]
    public void ToImageSharp_AndBack_KeepsEveryByte(int width, int height)
    {
        RgbImage picture = Noise(width, height);
        using Image<Rgb24> image = picture.ToImageSharp();
        Assert.Equal((width, height), (image.Width, image.Height));
        Assert.Equal(picture.Pixels[^3], image[width - 1, height - 1].R);
        Assert.Equal(picture.Pixels.ToArray(), RgbImage.FromImageSharp(image).Pixels.ToArray());
    }

    [Fact]
    public void FromImageSharp_DropsAlphaAndKeepsTheColoursUnderIt()
    {
        using Image<Rgba32> image = new(2, 1);
        image[0, 0] = new Rgba32(10, 20, 30, 0);
        image[1, 0] = new Rgba32(40, 50, 60, 255);
        Assert.Equal([10, 20, 30, 40, 50, 60], RgbImage.FromImageSharp(image).Pixels.ToArray());
    }

    [Fact]
    public void FromImageSharp_GrayOfSixteenBits_IsRounded()
    {
        using Image<L16> image = new(1, 1);
        image[0, 0] = new L16(0x7FFF);
        Assert.Equal([127, 127, 127], RgbImage.FromImageSharp(image).Pixels.ToArray());
    }

    [Fact]
    public void ToImageSharp_WrittenAsPng_IsThePictureThatOursReads()
    {
        RgbImage picture = Noise(33, 17);
        using MemoryStream stream = new();
        using (Image<Rgb24> image = picture.ToImageSharp()) image.SaveAsPng(stream);
        Assert.Equal(picture.Pixels.ToArray(), RgbImage.Decode(stream.ToArray()).Pixels.ToArray());
    }

    [Fact]
    public void WithInitImage_AndMask_DrawsWhatPicturesDraw()
    {
        RgbImage start = Noise(128, 128), mask = new(128, 128, [.. Enumerable.Range(0, 128 * 128).SelectMany(
            i => Enumerable.Repeat(i % 128 < 64 ? (byte)255 : (byte)0, 3))]);
        using LatentDiffusionPipeline pipeline = EmojiModel.CreatePipeline();
        GenerationRequest plain = new("a red apple") { Seed = 1, Steps = 2 };
        using Image<Rgb24> startImage = start.ToImageSharp(), maskImage = mask.ToImageSharp();
        GenerationResult expected = pipeline.Generate(plain with { Image = new ImageInput(start), Inpainting = new Inpainting(mask) });
        GenerationResult actual = pipeline.Generate(plain.WithInitImage(startImage).WithMask(maskImage));
        Assert.Equal(expected.Images[0].Pixels.ToArray(), actual.Images[0].Pixels.ToArray());
    }

    [Fact]
    public void Null_IsRefused()
    {
        Assert.Throws<ArgumentNullException>(() => RgbImage.FromImageSharp(null!));
        Assert.Throws<ArgumentNullException>(() => ((RgbImage)null!).ToImageSharp());
        Assert.Throws<ArgumentNullException>(() => new GenerationRequest("x").WithMask(null!));
    }

    private static RgbImage Noise(int width, int height)
    {
        byte[] pixels = new byte[3 * width * height];
        new Random(width * height).NextBytes(pixels);
        return new RgbImage(width, height, pixels);
    }
}
