namespace LatentDiffusion.Tests;

/// <summary>
/// Functions in single precision: rounded correctly, as mpmath shows, and within two units of torch's, whose last digit varies.
/// </summary>
public sealed class SingleMathTests
{
    private static readonly SafetensorsFile Exact = new(ReferenceFiles.Path("mathematics.safetensors"));

    /// <summary>Written on a processor of AMD's, where torch misses the last digit most.</summary>
    private static readonly SafetensorsFile Torch = new(ReferenceFiles.Path("torch_math.safetensors"));

    private static readonly Dictionary<string, Func<float, float, float>> Functions = new()
    {
        ["log"] = (x, _) => SingleMath.Log(x),
        ["exp"] = (x, _) => SingleMath.Exp(x),
        ["sin"] = (x, _) => SingleMath.Sin(x),
        ["pow"] = (x, _) => SingleMath.Pow(x, 7),
        ["atan2"] = SingleMath.Atan2,
    };

    public static TheoryData<string> Names => [.. Functions.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void IsRoundedCorrectly(string name)
    {
        float[] first = Values(Exact, name + ".0"), second = Exact.Contains(name + ".1") ? Values(Exact, name + ".1") : first;
        Assert.Equal(Values(Exact, name + ".result"), first.Zip(second, Functions[name]));
    }

    [Theory]
    [InlineData("log", "log.x", "log.x", "log.y")]
    [InlineData("exp", "exp.x", "exp.x", "exp.y")]
    [InlineData("sin", "sin.x", "sin.x", "sin.y")]
    [InlineData("pow", "pow.x", "pow.x", "pow.y")]
    [InlineData("atan2", "atan2.y", "atan2.x", "atan2.angle")]
    public void IsWithinTwoUnitsOfTorch(string name, string first, string second, string result)
    {
        float[] actual = [.. Values(Torch, first).Zip(Values(Torch, second), Functions[name])], expected = Values(Torch, result);
        for (int i = 0; i < expected.Length; i++)
        {
            int units = Math.Abs(BitConverter.SingleToInt32Bits(expected[i]) - BitConverter.SingleToInt32Bits(actual[i]));
            Assert.True(units <= 2, $"{name}: element {i} is {actual[i]:R}, {units} units in the last place from {expected[i]:R}");
        }
    }

    /// <summary>The root of the framework is rounded correctly by the processor; torch's is within two units of it.</summary>
    [Fact]
    public void ARootIsWithinTwoUnitsOfTorch()
    {
        float[] x = Values(Torch, "sqrt.x"), expected = Values(Torch, "sqrt.y");
        for (int i = 0; i < x.Length; i++)
            Assert.InRange(BitConverter.SingleToInt32Bits(MathF.Sqrt(x[i])) - BitConverter.SingleToInt32Bits(expected[i]), -2, 2);
    }

    [Theory]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NaN)]
    [InlineData(0f)]
    [InlineData(-1f)]
    [InlineData(1e-40f)]
    public void EdgesAreThoseOfTheClassLibrary(float x)
    {
        Assert.Equal(MathF.Log(x), SingleMath.Log(x));
        Assert.Equal(MathF.Exp(x), SingleMath.Exp(x), 1e-6);
    }

    [Fact]
    public void EvenValuesRunFromEndToEnd()
    {
        Assert.Equal([3f], SingleMath.Linspace(3, 8, 1));
        Assert.Equal([1f, 0.75f, 0.5f, 0.25f, 0f], SingleMath.Linspace(1, 0, 5));
        Assert.Equal([-6f, 6f], SingleMath.Linspace(-6, 6, 2));
    }

    private static float[] Values(SafetensorsFile file, string name) => file.Values<float>(name).ToArray();
}
