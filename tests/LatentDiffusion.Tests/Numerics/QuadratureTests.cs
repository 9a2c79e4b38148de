using CsCheck;

namespace LatentDiffusion.Tests;

public sealed class QuadratureTests
{
    [Fact]
    public void ACubicIsIntegratedExactly() =>
        Gen.Select(Gen.Double[-3, 3].Array[4], Gen.Double[-5, 5], Gen.Double[-5, 5]).Sample((c, from, to) =>
        {
            double Polynomial(double x) => ((c[3] * x + c[2]) * x + c[1]) * x + c[0];
            double Primitive(double x) => (((c[3] / 4 * x + c[2] / 3) * x + c[1] / 2) * x + c[0]) * x;
            Assert.Equal(Primitive(to) - Primitive(from), Quadrature.OfCubic(Polynomial, from, to), 1e-11);
        });

    /// <summary>Two nodes miss the integral of x^4 from -1 to 1, 2/5, by 8/45: it is 2/9.</summary>
    [Fact]
    public void AQuarticIsNot() => Assert.Equal(2.0 / 9, Quadrature.OfCubic(x => x * x * x * x, -1, 1), 1e-15);
}
