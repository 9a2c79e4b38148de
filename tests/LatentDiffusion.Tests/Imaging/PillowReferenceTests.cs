using System.Text.Json;

namespace LatentDiffusion.Tests;

/// <summary>Against <c>imaging/pillow.*</c>: Pillow's resizes, and diffusers' <c>VaeImageProcessor</c> in both directions.</summary>
public sealed class PillowReferenceTests
{
    private static readonly SafetensorsFile Tensors = new(ReferenceFiles.Path("imaging", "pillow.safetensors"));

    /// <summary>Names of the cases.</summary>
    public static TheoryData<string> Cases => [.. Json().Select(@case => @case.GetProperty("id").GetString()!)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Case_EqualsBitForBit(string id)
    {
        JsonElement @case = Json().Single(candidate => candidate.GetProperty("id").GetString() == id);
        switch (@case.GetProperty("kind").GetString())
        {
            case "resize":
                var filter = Enum.Parse<ResampleFilter>(@case.GetProperty("filter").GetString()!, ignoreCase: true);
                var (pixels, width, height, channels) = Source(@case);
                int targetWidth = @case.GetProperty("width").GetInt32(), targetHeight = @case.GetProperty("height").GetInt32();
                byte[] resized = Resampler.Resize(pixels, width, height, channels, targetWidth, targetHeight, filter);
                Assert.Equal(Tensors.Values<byte>(id), resized);
                break;
            case "image":
                RgbImage image = Prepared(@case);
                float[] tensor = new float[image.Pixels.Length];
                PixelConversion.ToTensor(image.Pixels, image.Width * image.Height, tensor);
                Assert.Equal(Tensors.Values<float>(id), tensor);
                break;
            case "mask":
                GrayImage gray = GrayImage.From(Prepared(@case));
                float[] mask = new float[gray.Pixels.Length];
                gray.Binarize(mask);
                Assert.Equal(Tensors.Values<float>(id), mask);
                break;
            case "post":
                ReadOnlySpan<float> values = Tensors.Values<float>("post.values");
                byte[] rgb = new byte[values.Length];
                PixelConversion.ToPixels(values, values.Length / 3, rgb);
                Assert.Equal(Tensors.Values<byte>("post.pixels"), rgb);
                break;
            default:
                Assert.Fail($"An unknown kind of case: {@case}");
                break;
        }
    }

    private static IEnumerable<JsonElement> Json() => ImagingReference.Json("pillow.json").EnumerateArray();

    private static (byte[] Pixels, int Width, int Height, int Channels) Source(JsonElement @case)
    {
        string name = $"source.{@case.GetProperty("source").GetString()}";
        long[] shape = Tensors.Shape(name);
        return (Tensors.Values<byte>(name).ToArray(), (int)shape[1], (int)shape[0], (int)shape[2]);
    }

    /// <summary>In colour, at the size of the case, or else at its own size cut to a multiple of 8.</summary>
    private static RgbImage Prepared(JsonElement @case)
    {
        var (pixels, width, height, channels) = Source(@case);
        if (channels == 1) pixels = [.. pixels.SelectMany(value => (byte[])[value, value, value])];
        JsonElement targetWidth = @case.GetProperty("width"), targetHeight = @case.GetProperty("height");
        return new RgbImage(width, height, pixels).Resize(
            targetWidth.ValueKind == JsonValueKind.Null ? width / 8 * 8 : targetWidth.GetInt32(),
            targetHeight.ValueKind == JsonValueKind.Null ? height / 8 * 8 : targetHeight.GetInt32());
    }
}
