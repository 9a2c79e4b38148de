using System.Text.Json;

namespace LatentDiffusion.Tests;

public sealed class ResamplerTests
{
    [Fact]
    public void Resize_EveryFilterAndSize_EqualsPillowBitForBit()
    {
        List<string> failures = [];
        foreach (JsonElement expected in ImagingReference.Json("resize.json").EnumerateArray())
        {
            int channels = expected.GetProperty("mode").GetString() == "RGB" ? 3 : 1;
            var filter = Enum.Parse<ResampleFilter>(expected.GetProperty("filter").GetString()!);
            JsonElement source = expected.GetProperty("source"), target = expected.GetProperty("target");
            int width = source[0].GetInt32(), height = source[1].GetInt32();
            byte[] pixels = ImagingReference.Noise(width * height * channels, expected.GetProperty("seed").GetUInt32());
            byte[] resized = Resampler.Resize(pixels, width, height, channels, target[0].GetInt32(), target[1].GetInt32(), filter);
            if (ImagingReference.Sha256(resized) != expected.GetProperty("sha256").GetString()) failures.Add(expected.GetRawText());
        }

        Assert.Empty(failures);
    }

    [Fact]
    public void Resize_ConstantImage_StaysConstant()
    {
        RgbImage image = new(9, 7, Enumerable.Repeat((byte)201, 9 * 7 * 3).ToArray().AsSpan());
        foreach (ResampleFilter filter in Enum.GetValues<ResampleFilter>())
            Assert.All(image.Resize(31, 3, filter).Pixels.ToArray(), value => Assert.Equal(201, value));
    }

    [Fact]
    public void Resize_BadArguments_Throw()
    {
        RgbImage image = ImagingReference.NoiseImage(3, 2, seed: 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => image.Resize(0, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => image.Resize(2, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => image.Resize(2, 2, (ResampleFilter)7));
    }
}
