using System.Numerics.Tensors;
using CsCheck;

namespace LatentDiffusion.Tests;

/// <summary>What holds for noise of every source and seed.</summary>
public sealed class NoiseGeneratorTests
{
    private static readonly Gen<NoiseSource> Source = Gen.Enum<NoiseSource>();
    private static readonly Gen<long> Seed = Gen.OneOf(Gen.OneOf(0L, 1L, -1L, long.MinValue, long.MaxValue), Gen.Long);

    [Fact]
    public void Fill_SameSeedAndDraws_SameNoise() => Gen.Select(Source, Seed, Gen.Int[0, 200].Array[1, 4]).Sample((source, seed, draws) =>
    {
        NoiseGenerator a = NoiseGenerator.Create(source, seed), b = NoiseGenerator.Create(source, seed);
        foreach (int n in draws) Assert.Equal(a.Draw(n), b.Draw(n));
    });

    [Fact]
    public void Fill_WholeBlocksOfTorchCpu_SplitAnywhereBetweenBlocks() =>
        Gen.Select(Seed, Gen.Int[1, 60], Gen.Int[1, 60]).Sample((seed, a, b) =>
        {
            NoiseGenerator whole = NoiseGenerator.Create(NoiseSource.TorchCpu, seed);
            NoiseGenerator split = NoiseGenerator.Create(NoiseSource.TorchCpu, seed);
            Assert.Equal(whole.Draw(16 * (a + b)), (float[])[.. split.Draw(16 * a), .. split.Draw(16 * b)]);
        });

    [Fact]
    public void Fill_ShortDrawsOfTorchCpu_SplitAnywhere() => Gen.Select(Seed, Gen.Int[0, 7], Gen.Int[0, 7]).Sample((seed, a, b) =>
    {
        NoiseGenerator whole = NoiseGenerator.Create(NoiseSource.TorchCpu, seed), split = NoiseGenerator.Create(NoiseSource.TorchCpu, seed);
        Assert.Equal(whole.Draw(a + b), (float[])[.. split.Draw(a), .. split.Draw(b)]);
    });

    [Fact]
    public void Fill_PhiloxOfAnyLength_IsAPrefixOfALongerDraw() => Gen.Select(Seed, Gen.Int[0, 99], Gen.Int[0, 99]).Sample((seed, a, b) =>
        Assert.Equal(
            NoiseGenerator.Create(NoiseSource.Philox, seed).Draw(a),
            NoiseGenerator.Create(NoiseSource.Philox, seed).Draw(a + b)[..a]));

    [Fact]
    public void Create_SeedsThatShareTheLow32Bits_AreOneForTorchCpuOnly() =>
        Gen.Select(Seed, Gen.Int[1, int.MaxValue]).Sample((seed, high) =>
        {
            long other = seed ^ ((long)high << 32);
            Assert.Equal(
                NoiseGenerator.Create(NoiseSource.TorchCpu, seed).Draw(32),
                NoiseGenerator.Create(NoiseSource.TorchCpu, other).Draw(32));
            Assert.NotEqual(
                NoiseGenerator.Create(NoiseSource.Philox, seed).Draw(32),
                NoiseGenerator.Create(NoiseSource.Philox, other).Draw(32));
        });

    [Theory]
    [InlineData(NoiseSource.TorchCpu, 1_000_000)]
    [InlineData(NoiseSource.TorchCpu, 15)]
    [InlineData(NoiseSource.Philox, 1_000_000)]
    public void Fill_ManyValues_HaveTheMomentsOfANormalDistribution(NoiseSource source, int drawLength)
    {
        NoiseGenerator noise = NoiseGenerator.Create(source, 2024);
        float[] x = [.. Enumerable.Range(0, 1_000_000 / drawLength).SelectMany(_ => noise.Draw(drawLength))];
        double Moment(int power) => x.Average(v => Math.Pow(v, power));

        // Five standard errors of a million samples.
        Assert.Equal(0, Moment(1), 5e-3);
        Assert.Equal(1, Moment(2), 5e-3 * Math.Sqrt(2));
        Assert.Equal(0, Moment(3), 5e-3 * Math.Sqrt(15));
        Assert.Equal(3, Moment(4), 5e-3 * Math.Sqrt(96));
        Assert.InRange(Math.Abs(TensorPrimitives.MaxMagnitude<float>(x)), 4f, 7f);
    }

    [Theory]
    [InlineData(NoiseSource.TorchCpu)]
    [InlineData(NoiseSource.Philox)]
    public void Fill_AllocatesNothing(NoiseSource source)
    {
        NoiseGenerator noise = NoiseGenerator.Create(source, 1);
        float[] destination = new float[1003];
        noise.Fill(destination);
        long before = GC.GetAllocatedBytesForCurrentThread();
        noise.Fill(destination);
        noise.Fill(destination.AsSpan(0, 5));
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Create_UnknownSource_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => NoiseGenerator.Create((NoiseSource)7, 0));
}
