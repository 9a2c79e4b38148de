using CsCheck;

namespace LatentDiffusion.Tests;

/// <summary>What a model's output means: whatever it predicts, clean sample and noise come back out of it.</summary>
public sealed class PredictionsTests
{
    private static readonly Gen<float[]> Vector = Gen.Float[-2, 2].Array[9];

    /// <summary>Of samples whose factors have squares that add up to 1, and for flows whose factors add up to 1.</summary>
    [Fact]
    public void CleanSampleAndNoiseComeBack() =>
        Gen.Select(Vector, Vector, Gen.Double[0.05, 0.95], Gen.Enum<PredictionType>()).Sample((x0, noise, share, type) =>
            Check(type, type == PredictionType.FlowPrediction ? (1 - share, share) : (share, Math.Sqrt(1 - share * share)), x0, noise, 1));

    /// <summary>Of samples whose clean part has factor 1, of which the model saw scaled ones.</summary>
    [Fact]
    public void CleanSampleAndNoiseComeBackFromNoiseLevels() =>
        Gen.Select(Vector, Vector, Gen.Double[0.05, 15], Gen.Enum<PredictionType>().Where(t => t != PredictionType.FlowPrediction))
            .Sample((x0, noise, sigma, type) => Check(type, (1, sigma), x0, noise, Math.Sqrt(1 + sigma * sigma)));

    [Fact]
    public void WithoutSignalTheCleanSampleIsFiniteWhereItIsKnown()
    {
        float[] x0 = new float[1];
        PredictionType.VPrediction.ToDenoised((0, 1), [0.5f], [2f], x0);
        Assert.Equal(-0.5f, x0[0]);
        PredictionType.Sample.ToDenoised((0, 1), [0.5f], [2f], x0);
        Assert.Equal(0.5f, x0[0]);
    }

    [Fact]
    public void SpansOfOtherLengthsAreRefused()
    {
        Assert.Throws<ArgumentException>(() => PredictionType.Epsilon.ToDenoised((1, 1), new float[3], new float[2], new float[2]));
        Assert.Throws<ArgumentException>(() => PredictionType.Epsilon.ToNoise((1, 1), new float[2], new float[3], new float[2]));
        Assert.Throws<ArgumentException>(() => PredictionType.Epsilon.ToNoise((1, 1), new float[2], new float[2], new float[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ((PredictionType)9).ToNoise((1, 1), new float[2], new float[2], new float[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ((PredictionType)9).ToDenoised((1, 1), new float[2], new float[2], new float[2]));
    }

    private static void Check(PredictionType type, (double Signal, double Noise) level, float[] x0, float[] noise, double scale)
    {
        float[] sample = Combine(level.Signal, x0, level.Noise, noise);
        float[] output = type switch
        {
            PredictionType.Epsilon => noise,
            PredictionType.Sample => x0,
            PredictionType.VPrediction => Combine(level.Signal / scale, noise, -level.Noise / scale, x0),
            _ => Combine(1, noise, -1, x0),
        };
        float[] actual = new float[x0.Length];
        double tolerance = 4e-6 * (1 + level.Noise) / Math.Min(level.Signal, level.Noise);
        type.ToDenoised(level, output, sample, actual);
        for (int i = 0; i < x0.Length; i++) Assert.Equal(x0[i], actual[i], tolerance);
        type.ToNoise(level, output, sample, sample); // in place
        for (int i = 0; i < x0.Length; i++) Assert.Equal(noise[i], sample[i], tolerance);
    }

    private static float[] Combine(double a, float[] x, double b, float[] y) => [.. x.Zip(y, (u, v) => (float)(a * u + b * v))];
}
