namespace LatentDiffusion.Tests;

/// <summary>Clipping and dynamic thresholding; quantiles against <c>torch.quantile</c>.</summary>
public sealed class SampleLimitTests
{
    private static readonly float[] Values = [0.3f, -2.5f, 1.7f, 0.2f, -4, 3.1f];

    [Theory]
    [InlineData(null, 3.9775f)]
    [InlineData(0.6, 2.5f)]
    [InlineData(1.0, 4f)]
    public void AQuantileIsTorchs(double? ratio, float quantile)
    {
        float[] limited = Limited(new() { Thresholding = true, DynamicThresholdingRatio = ratio, SampleMaxValue = 100 });
        for (int i = 0; i < Values.Length; i++) Assert.Equal(Math.Clamp(Values[i], -quantile, quantile) / quantile, limited[i], 1e-6f);
    }

    /// <summary>Imagen's threshold is never below 1, and here never above the largest that is allowed, 1 by default.</summary>
    [Theory]
    [InlineData(0.0, 100.0, 1f)]
    [InlineData(1.0, 2.0, 2f)]
    [InlineData(1.0, null, 1f)]
    [InlineData(1.0, 0.5, 0.5f)]
    public void AThresholdHasBounds(double ratio, double? max, float threshold)
    {
        float[] limited = Limited(new() { Thresholding = true, DynamicThresholdingRatio = ratio, SampleMaxValue = max });
        for (int i = 0; i < Values.Length; i++) Assert.Equal(Math.Clamp(Values[i], -threshold, threshold) / threshold, limited[i], 1e-6f);
    }

    [Theory]
    [InlineData(null, 1f)]
    [InlineData(1.5, 1.5f)]
    public void ClippingHasARange(double? range, float expected) => Assert.Equal(
        Values.Select(v => Math.Clamp(v, -expected, expected)), Limited(new() { ClipSample = true, ClipSampleRange = range }));

    [Fact]
    public void ThresholdingGoesBeforeClipping() => Assert.Equal(
        Limited(new() { Thresholding = true, SampleMaxValue = 100 }),
        Limited(new() { Thresholding = true, SampleMaxValue = 100, ClipSample = true, ClipSampleRange = 0.1 }));

    [Fact]
    public void EverySampleOfABatchHasItsOwnQuantile()
    {
        float[] batch = [1, 2, 4, 10, 20, 40];
        SchedulerOptions options = new() { Thresholding = true, DynamicThresholdingRatio = 1, SampleMaxValue = 100 };
        SampleLimit.From(options, new ScheduleRequest { SampleLength = 3, BatchSize = 2 })!.Apply(batch);
        Assert.Equal([0.25f, 0.5f, 1f, 0.25f, 0.5f, 1f], batch);
    }

    [Fact]
    public void NothingIsLimitedUnlessAskedFor() => Assert.Null(SampleLimit.From(new(), new ScheduleRequest { SampleLength = 3 }));

    private static float[] Limited(SchedulerOptions options)
    {
        float[] values = [.. Values];
        SampleLimit.From(options, new ScheduleRequest { SampleLength = values.Length })!.Apply(values);
        return values;
    }
}
