using System.Runtime.Intrinsics;
using CsCheck;

namespace LatentDiffusion.Tests;

/// <summary>The vectorised functions against the scalar ones of the framework, over all that noise asks of them.</summary>
public sealed class CephesTests
{
    [Fact]
    public void Log_FractionsOf24Bits_IsCloseToTheScalarFunction() => Gen.Int[1, 1 << 24].Sample(n =>
    {
        float x = n / (float)(1 << 24);
        float actual = Cephes.Log(Vector256.Create(x))[0];
        Assert.Equal(Math.Log(x), actual, 1e-7 + 1.5e-7 * Math.Abs(Math.Log(x)));
    });

    [Fact]
    public void SinCos_OneTurn_IsCloseToTheScalarFunctions() => Gen.Int[0, 1 << 24].Sample(n =>
    {
        float angle = n / (float)(1 << 24) * 2 * MathF.PI;
        (Vector256<float> sin, Vector256<float> cos) = Cephes.SinCos(Vector256.Create(angle));
        Assert.Equal(Math.Sin(angle), sin[0], 1.2e-7);
        Assert.Equal(Math.Cos(angle), cos[0], 1.2e-7);
    });

    [Fact]
    public void Functions_EveryLane_IsIndependent()
    {
        Vector256<float> x = Vector256.Create(0.1f, 0.2f, 0.3f, 0.45f, 0.6f, 0.75f, 0.9f, 1f);
        for (int lane = 0; lane < Vector256<float>.Count; lane++)
        {
            Vector256<float> alone = Vector256.Create(x[lane]);
            Assert.Equal(Cephes.Log(alone)[0], Cephes.Log(x)[lane]);
            Assert.Equal(Cephes.SinCos(alone * 6).Sin[0], Cephes.SinCos(x * 6).Sin[lane]);
            Assert.Equal(Cephes.SinCos(alone * 6).Cos[0], Cephes.SinCos(x * 6).Cos[lane]);
        }
    }
}
