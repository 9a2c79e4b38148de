using System.Runtime.Intrinsics.X86;

namespace LatentDiffusion.Tests;

/// <summary>torch's functions against torch: equal on the kind of processor that wrote the references, else within a unit or two.</summary>
public sealed class TorchMathTests
{
    private static readonly SafetensorsFile References = new(ReferenceFiles.Path("torch_math.safetensors"));

    /// <summary>Whether this processor is of the kind that the references were written on, one of AMD's with AVX-512.</summary>
    public static bool IsReferenceProcessor { get; } = TorchMath.IsAmd && Avx512F.IsSupported;

    [Fact]
    public void LogarithmIsTorchs() => Check("log.y", Map("log.x", TorchMath.Log));

    [Fact]
    public void RootIsTorchs() => Check("sqrt.y", Map("sqrt.x", TorchMath.Sqrt));

    [Fact]
    public void ExponentialIsTorchs() => Check("exp.y", Map("exp.x", TorchMath.Exp));

    [Fact]
    public void SineIsTorchs() => Check("sin.y", Map("sin.x", TorchMath.Sin));

    [Fact]
    public void PowerIsTorchs() => Check("pow.y", TorchMath.Pow(Values("pow.x"), 7));

    [Fact]
    public void ArcTangentIsTorchs() => Check("atan2.angle", TorchMath.Atan2(Values("atan2.y"), Values("atan2.x")));

    [Theory]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NaN)]
    [InlineData(0f)]
    [InlineData(-1f)]
    [InlineData(1e-40f)]
    public void EdgesAreThoseOfTheClassLibrary(float x)
    {
        Assert.Equal(MathF.Log(x), TorchMath.Log(x));
        Assert.Equal(MathF.Exp(x), TorchMath.Exp(x), 1e-6);
    }

    private static float[] Values(string name) => References.Values<float>(name).ToArray();

    private static float[] Map(string name, Func<float, float> function) => Array.ConvertAll(Values(name), x => function(x));

    private static void Check(string name, float[] actual)
    {
        float[] expected = Values(name);
        Assert.Equal(expected.Length, actual.Length);
        int allowed = IsReferenceProcessor ? 0 : 2;
        for (int i = 0; i < expected.Length; i++)
        {
            int units = Math.Abs(BitConverter.SingleToInt32Bits(expected[i]) - BitConverter.SingleToInt32Bits(actual[i]));
            Assert.True(
                units <= allowed,
                $"{name}: element {i} is {actual[i]:R}, not {expected[i]:R}, {units} units in the last place away");
        }
    }
}
