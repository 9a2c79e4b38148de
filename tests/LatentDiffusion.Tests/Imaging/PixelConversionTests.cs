using System.Runtime.InteropServices;
using CsCheck;

namespace LatentDiffusion.Tests;

public sealed class PixelConversionTests
{
    [Fact]
    public void ToTensor_Image_EqualsDiffusersPreprocess()
    {
        float[] expected = Floats("preprocess"), actual = new float[expected.Length];
        PixelConversion.ToTensor(ImagingReference.NoiseImage(32, 24, seed: 1).Pixels, 32 * 24, actual);
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void ToPixels_Batch_EqualsDiffusersPostprocess()
    {
        byte[] expected = Bytes("pixels"), actual = new byte[expected.Length];
        PixelConversion.ToPixels(Floats("decoded"), 32 * 32, actual);
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void ToPixels_AnyValues_EqualsTheFormula() => Gen.Select(Gen.Int[1, 3], Gen.Int[1, 1500], Gen.Int).Sample(
        (images, pixels, seed) =>
        {
            Random random = new(seed);
            float[] tensor = [.. Enumerable.Range(0, images * 3 * pixels).Select(_ => (float)(3 * random.NextDouble() - 1.5))];
            byte[] rgb = new byte[tensor.Length];
            PixelConversion.ToPixels(tensor, pixels, rgb);
            for (int i = 0; i < tensor.Length; i++)
            {
                var (image, channel, pixel) = (i / (3 * pixels), i / pixels % 3, i % pixels);
                float value = Math.Clamp(tensor[i] * 0.5f + 0.5f, 0f, 1f);
                Assert.Equal((byte)MathF.Round(value * 255f, MidpointRounding.ToEven), rgb[(image * pixels + pixel) * 3 + channel]);
            }
        },
        iter: 30);

    [Fact]
    public void ToTensorAndBack_AllBytes_RoundTrip()
    {
        byte[] rgb = [.. Enumerable.Range(0, 768).Select(i => (byte)i)], back = new byte[768];
        float[] tensor = new float[768];
        PixelConversion.ToTensor(rgb, 128, tensor);
        PixelConversion.ToPixels(tensor, 128, back);
        Assert.Equal(rgb, back);
        Assert.Equal((-1f, 1f), (tensor.Min(), tensor.Max()));
    }

    [Fact]
    public void ToPixels_NaN_GivesZero()
    {
        byte[] rgb = [9, 9, 9];
        PixelConversion.ToPixels([float.NaN, float.PositiveInfinity, float.NegativeInfinity], 1, rgb);
        Assert.Equal([0, 255, 0], rgb);
    }

    [Fact]
    public void WrongLengths_Throw()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => PixelConversion.ToTensor(new byte[6], 2, new float[5]));
        Assert.Throws<ArgumentOutOfRangeException>(() => PixelConversion.ToPixels(new float[6], 0, new byte[6]));
        Assert.Throws<ArgumentException>(() => PixelConversion.ToPixels(new float[6], 3, new byte[6]));
    }

    [Fact]
    public void GrayImage_FromColour_EqualsPillowsLuminance() =>
        Assert.Equal(Bytes("luminance"), GrayImage.From(ImagingReference.NoiseImage(40, 28, seed: 2)).Pixels);

    [Fact]
    public void GrayImage_BinarizeResizedMask_EqualsDiffusersMaskProcessor()
    {
        float[] mask = new float[32 * 24];
        GrayImage.From(ImagingReference.NoiseImage(40, 28, seed: 2).Resize(32, 24)).Binarize(mask);
        Assert.Equal(Bytes("mask").Select(value => (float)value), mask);
    }

    private static byte[] Bytes(string name) => ImagingReference.Json("tensors.json").GetProperty(name).GetBytesFromBase64();

    private static float[] Floats(string name) => MemoryMarshal.Cast<byte, float>(Bytes(name)).ToArray();
}
