using CsCheck;

namespace LatentDiffusion.Tests;

/// <summary>The vectorized loops against plain ones in double precision, for lengths around every vector width.</summary>
public sealed class GuidanceLoopsTests
{
    private static readonly Gen<(float[] U, float[] C, float Scale)> Any =
        from length in Gen.Int[2, 70]
        from u in Gen.Float[-4, 4].Array[length]
        from c in Gen.Float[-4, 4].Array[length]
        from scale in Gen.Float[0, 20]
        select (u, c, scale);

    [Fact]
    public void GuidanceEqualsAPlainLoop() => Any.Sample((u, c, scale) =>
    {
        float[] actual = new float[u.Length];
        GuidanceLoops.Combine(u, c, scale, actual);
        for (int i = 0; i < u.Length; i++) Assert.Equal(u[i] + (double)scale * (c[i] - u[i]), actual[i], tolerance: 2e-5);
    });

    [Fact]
    public void DeviationsEqualPlainOnes() => Any.Sample((u, c, scale) =>
    {
        float[] plain = new float[u.Length], measured = new float[u.Length];
        GuidanceLoops.Combine(u, c, scale, plain);
        var (conditional, guided) = GuidanceLoops.CombineMeasured(u, c, scale, measured);
        Assert.Equal(plain, measured);
        AssertDeviation(c, conditional);
        AssertDeviation(plain, guided);
    });

    [Fact]
    public void InPlaceTheyAreTheSame() => Any.Sample((u, c, scale) =>
    {
        float[] result = new float[u.Length];
        var expected = GuidanceLoops.CombineMeasured(u, c, scale, result);
        Assert.Equal(expected, GuidanceLoops.CombineMeasured(u, c, scale, c));
        Assert.Equal(result, c);
    });

    [Fact]
    public void VectorsOfOtherLengthsAreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => GuidanceLoops.Combine(new float[3], new float[4], 1, new float[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => GuidanceLoops.Combine(new float[3], new float[3], 1, new float[4]));
    }

    /// <summary>The variance is a difference of two sums, and so are its roundings to be measured.</summary>
    private static void AssertDeviation(float[] values, float actual)
    {
        double mean = values.Average(v => (double)v), squares = values.Sum(v => (double)v * v);
        double variance = values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1);
        Assert.Equal(variance, (double)actual * actual, tolerance: 2e-6 * squares / (values.Length - 1) + 1e-30);
    }
}
