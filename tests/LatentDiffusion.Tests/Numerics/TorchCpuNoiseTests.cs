namespace LatentDiffusion.Tests;

public sealed class TorchCpuNoiseTests
{
    /// <summary>The first and last two values of the last of several draws, as PyTorch 2.13 prints them with nine digits.</summary>
    [Theory]
    [InlineData(0, new[] { 4 }, 1.54099607f, -0.293428898f, -2.17878938f, 0.568431258f)]
    [InlineData(42, new[] { 4 }, 0.336690366f, 0.128809407f, 0.234462366f, 0.23033303f)]
    [InlineData(-1, new[] { 4 }, 1.21976304f, -0.392979473f, 1.0230751f, -0.373421133f)]
    [InlineData(42, new[] { 16 }, 1.92691529f, 1.48728406f, -0.768838882f, 0.76244539f)]
    [InlineData(42, new[] { 17 }, 1.92691529f, -0.159597471f, 0.859858513f, -0.309726775f)]
    [InlineData(42, new[] { 65536 }, 1.92691529f, 1.48728406f, -0.423345596f, 1.62149477f)]
    [InlineData(42, new[] { 3, 16, 3 }, 0.23033303f, 1.11029029f, 1.11029029f, -1.68979895f)]
    [InlineData(long.MinValue, new[] { 20 }, -1.12583983f, -1.1523602f, 2.00498056f, 0.0537369028f)]
    [InlineData(long.MaxValue, new[] { 16 }, -2.66429758f, -1.0910486f, 0.841786563f, 0.140909612f)]
    public void Fill_LastDraw_EqualsTorch(long seed, int[] draws, float first, float second, float lastButOne, float last)
    {
        NoiseGenerator noise = NoiseGenerator.Create(NoiseSource.TorchCpu, seed);
        float[] values = draws.Select(noise.Draw).ToArray()[^1];
        Assert.Equal([first, second, lastButOne, last], [values[0], values[1], values[^2], values[^1]]);
    }
}
