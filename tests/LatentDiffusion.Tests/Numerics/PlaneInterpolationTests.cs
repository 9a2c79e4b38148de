namespace LatentDiffusion.Tests;

/// <summary>Interpolation of planes against <c>torch.nn.functional.interpolate</c>, larger and smaller, within 2e-6.</summary>
public sealed class PlaneInterpolationTests
{
    private const float Tolerance = 2e-6f;
    private static readonly SafetensorsFile Reference = new(ReferenceFiles.Path("interpolation.safetensors"));

    public static TheoryData<string> Cases => [.. Reference.Names.Where(n => n != "latents")];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Resize_EqualsTorch(string name)
    {
        long[] from = Reference.Shape("latents"), to = Reference.Shape(name);
        ReadOnlySpan<float> expected = Reference.Values<float>(name);
        float[] actual = new float[expected.Length];
        Interpolation kind = Enum.Parse<Interpolation>(name.Split('.')[0]);
        PlaneInterpolation.Resize(Reference.Values<float>("latents"), (int)from[1], (int)from[2], (int)to[1], (int)to[2], kind, actual);
        for (int i = 0; i < actual.Length; i++) Assert.Equal(expected[i], actual[i], Tolerance);
    }

    [Fact]
    public void Cases_CoverEveryKind() =>
        Assert.Equal(Enum.GetNames<Interpolation>().Order(), Cases.Select(c => ((string)c.Data).Split('.')[0]).Distinct().Order());
}
