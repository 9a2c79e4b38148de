namespace LatentDiffusion.Evaluation.Tests;

/// <summary>Against torch-fidelity's TensorFlow-1 bilinear, clean-fid's use of Pillow 13, and PyTorch's <c>interpolate</c>.</summary>
public sealed class ResizeTests
{
    private static readonly SafetensorsFile Tensorflow = new(ReferenceFiles.Path("evaluation.safetensors"));
    private static readonly SafetensorsFile Images = new(ReferenceFiles.Path("images.safetensors"));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void TensorflowBilinear_IsExact(int index)
    {
        long[] from = Tensorflow.Shape($"resize{index}.input"), to = Tensorflow.Shape($"resize{index}.output");
        float[] input = [.. Tensorflow.Values<byte>($"resize{index}.input").ToArray().Select(b => (float)b)];
        float[] output = new float[to.Aggregate(1L, (p, n) => p * n)];
        TensorflowBilinear.Resize(input, (int)from[2], (int)from[3], (int)to[2], (int)to[3], output);
        Assert.Equal(Tensorflow.Values<float>($"resize{index}.output").ToArray(), output);
    }

    public static TheoryData<int, string, string, float> Kinds()
    {
        TheoryData<int, string, string, float> all = [];
        for (int i = 0; i < 6; i++)
        {
            all.Add(i, "clean", "clean", 0);
            all.Add(i, "torch-bilinear", "torch-bilinear", 1e-4f);
            all.Add(i, "torch-bicubic", "torch-bicubic", 5e-4f);
        }

        return all;
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Others_AreWithinRounding(int index, string kind, string reference, float tolerance)
    {
        RgbImage picture = Sets.Picture(Images, $"resize{index}.input");
        int size = (int)Images.Shape($"resize{index}.{reference}")[1];
        ResizeKind resize = kind switch
        {
            "clean" => ResizeKind.Clean,
            "torch-bilinear" => ResizeKind.TorchBilinear,
            _ => ResizeKind.TorchBicubic,
        };
        NetworkDescription description = new() { Name = "test", Size = size, Resize = resize, Features = "f" };
        float[] values = new float[3 * size * size];
        new PictureInput(description).Write(picture, values);
        ReadOnlySpan<float> expected = Images.Values<float>($"resize{index}.{reference}");
        for (int i = 0; i < values.Length; i++) Assert.Equal(expected[i], values[i], tolerance);
    }
}
