using CsCheck;

namespace LatentDiffusion.Tests;

/// <summary>
/// On data that is a single point, every method is exact, whatever its order and steps: the clean estimate is the same at every step. It
/// must arrive there, from any noise.
/// </summary>
public sealed class PointMassTests
{
    private const int Length = 8;

    /// <summary>Methods that run from an image to noise, and one whose first step starts at no signal and cannot see the model.</summary>
    private static readonly string[] Others = ["DDIMInverseScheduler", "DPMSolverMultistepInverseScheduler", "IPNDMScheduler"];

    public static TheoryData<string> ClassNames => [.. Schedulers.ClassNames.Except(Others)];

    [Theory]
    [MemberData(nameof(ClassNames))]
    public void ArrivesAtThePoint(string className) =>
        Gen.Select(Gen.Int[4, 30], Gen.Float[-0.9f, 0.9f].Array[Length], Gen.Int).Sample((steps, point, seed) =>
        {
            float[] sample = Run(className, steps, point, seed);
            for (int i = 0; i < Length; i++) Assert.Equal(point[i], sample[i], Tolerance(className));
        }, iter: 30);

    [Theory]
    [MemberData(nameof(ClassNames))]
    public void IsDeterministicGivenTheNoise(string className) =>
        Gen.Select(Gen.Int[4, 30], Gen.Float[-0.9f, 0.9f].Array[Length], Gen.Int).Sample((steps, point, seed) =>
            Assert.Equal(Run(className, steps, point, seed), Run(className, steps, point, seed)), iter: 10);

    private static float[] Run(string className, int steps, float[] point, int seed)
    {
        ScheduleRequest request = new() { Steps = steps, SampleLength = Length };
        ScheduleRun run = Schedulers.Create(className, Options(className)).Start(request);
        var random = new Random(seed);
        float[] sample = new float[Length];
        ExactModel.Normal(random, sample);
        for (int i = 0; i < Length; i++) sample[i] *= run.InitialNoiseScale;
        ExactModel.Sample(run, sample, (i, _, _) => point[i], run.Timesteps.Length, random);
        return sample;
    }

    private static SchedulerOptions? Options(string className) => className switch
    {
        "DDIMScheduler" or "DDPMScheduler" => new() { ClipSample = false },
        "CMStochasticIterativeScheduler" => new() { ClipDenoised = false },
        "PNDMScheduler" => new() { SetAlphaToOne = true },
        _ => null,
    };

    /// <summary>Single precision at the noisiest level; also the noise that is left where a method ends at training step 0.</summary>
    private static float Tolerance(string className) => className switch
    {
        "TCDScheduler" or "DEISMultistepScheduler" or "SASolverScheduler" => 0.2f,
        "PNDMScheduler" => 0.01f,
        _ => 1e-3f,
    };
}
