using CsCheck;

namespace LatentDiffusion.Tests;

public sealed class ImageEncodingTests
{
    private static readonly Gen<RgbImage> Images =
        from width in Gen.Int[1, 40]
        from height in Gen.Int[1, 40]
        from seed in Gen.UInt
        select ImagingReference.NoiseImage(width, height, seed);

    [Fact]
    public void Encode_Lossless_RoundTrips() => Images.Sample(
        image => RgbImage.Decode(image.Encode(ImageFormat.Png)).Pixels.SequenceEqual(image.Pixels)
            && RgbImage.Decode(image.Encode(ImageFormat.Webp, quality: 100)).Pixels.SequenceEqual(image.Pixels),
        iter: 100);

    [Theory]
    [InlineData(ImageFormat.Jpeg, 95, 1)]
    [InlineData(ImageFormat.Jpeg, 80, 3)]
    [InlineData(ImageFormat.Webp, 95, 3)]
    public void Encode_Lossy_StaysNear(ImageFormat format, int quality, double meanError)
    {
        RgbImage image = ImagingReference.NoiseImage(3, 3, seed: 1).Resize(96, 64);
        RgbImage decoded = RgbImage.Decode(image.Encode(format, quality));
        Assert.Equal((image.Width, image.Height), (decoded.Width, decoded.Height));
        double error = 0;
        for (int i = 0; i < image.Pixels.Length; i++) error += Math.Abs(image.Pixels[i] - decoded.Pixels[i]);
        Assert.InRange(error / image.Pixels.Length, 0, meanError);
    }

    [Fact]
    public void Encode_HigherQuality_IsLarger()
    {
        RgbImage image = ImagingReference.NoiseImage(64, 64, seed: 1);
        foreach (ImageFormat format in (ImageFormat[])[ImageFormat.Jpeg, ImageFormat.Webp])
            Assert.True(image.Encode(format, 20).Length < image.Encode(format, 90).Length);
    }

    [Fact]
    public void Encode_BadArguments_Throw()
    {
        RgbImage image = ImagingReference.NoiseImage(2, 2, seed: 1), wide = new(16384, 1, new byte[3 * 16384]);
        Assert.Throws<ArgumentOutOfRangeException>(() => image.Encode(ImageFormat.Jpeg, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => image.Encode(ImageFormat.Jpeg, 101));
        Assert.Throws<ArgumentOutOfRangeException>(() => image.Encode((ImageFormat)9));
        Assert.Contains("16383", Assert.Throws<ArgumentException>(() => wide.Encode(ImageFormat.Webp)).Message);
        Assert.Equal(16384, RgbImage.Decode(wide.Encode(ImageFormat.Png)).Width);
    }

    [Fact]
    public void Constructor_WrongLengthOrSize_Throws()
    {
        Assert.Throws<ArgumentException>(() => new RgbImage(2, 2, new byte[11].AsSpan()));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RgbImage(0, 2, ReadOnlySpan<byte>.Empty));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RgbImage(2, -1, ReadOnlySpan<byte>.Empty));
        Assert.Throws<ArgumentException>(() => new RgbImage(int.MaxValue, int.MaxValue, new byte[3].AsSpan()));
    }

    [Fact]
    public void Constructor_ArrayChangedAfterwards_KeepsItsPixels()
    {
        byte[] pixels = [1, 2, 3];
        RgbImage image = new(1, 1, pixels.AsSpan());
        pixels[0] = 9;
        Assert.Equal(1, image.Pixels[0]);
    }
}
