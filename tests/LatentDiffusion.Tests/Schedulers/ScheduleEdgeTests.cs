namespace LatentDiffusion.Tests;

/// <summary>
/// Runs at the edges of rules: no step between two levels, starts in the middle, ends, and as few of anything as there can be.
/// </summary>
public sealed class ScheduleEdgeTests
{
    private static readonly string[] TwoEvaluations =
    [
        "HeunDiscreteScheduler", "KDPM2DiscreteScheduler", "KDPM2AncestralDiscreteScheduler", "DPMSolverSDEScheduler",
        "FlowMatchHeunDiscreteScheduler",
    ];

    public static TheoryData<string> ClassNames => [.. Schedulers.ClassNames];

    [Theory]
    [MemberData(nameof(ClassNames))]
    public void AStepTakesOneEvaluationOrTwo(string className) =>
        Assert.Equal(TwoEvaluations.Contains(className) ? 2 : 1, Start(className, new(), 4).EvaluationsPerStep);

    [Theory]
    [MemberData(nameof(ClassNames))]
    public void ARunThatIsOverCanBeLookedAtButNotStepped(string className)
    {
        ScheduleRun run = Start(className, new(), 4);
        float[] sample = [0.5f], preview = [float.NaN];
        for (int i = 0; i < run.Timesteps.Length; i++) run.Step([0.1f], [0.2f], sample);
        run.Denoise([0.1f], sample, preview);
        Assert.True(float.IsFinite(preview[0]));
        Assert.Throws<InvalidOperationException>(() => run.Step([0.1f], [0.2f], sample));
        Assert.Throws<InvalidOperationException>(() => run.StartAt(0));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    public void AnOutputWithVarianceIsTwiceAsLong(int length)
    {
        ScheduleRun run = Schedulers.Ddpm(new() { VarianceType = VarianceType.Learned })
            .Start(new ScheduleRequest { Steps = 4, SampleLength = 3 });
        var error = Assert.Throws<ArgumentException>(() => run.Step(new float[length], new float[3], new float[3]));
        Assert.Contains("'output'", error.Message, StringComparison.Ordinal);
    }

    /// <summary>
    /// Where the last level comes twice, as of Karras levels that end at the smallest of the training, the last step does nothing.
    /// </summary>
    [Theory]
    [InlineData(2, SolverType.Heun)]
    [InlineData(3, SolverType.Heun)]
    [InlineData(3, SolverType.Midpoint)]
    public void AStepOfNoLengthDoesNothing(int order, SolverType type)
    {
        SchedulerOptions options = new()
        {
            SolverOrder = order, SolverType = type, UseKarrasSigmas = true, LowerOrderFinal = false,
            FinalSigmasType = FinalSigmasType.SigmaMin,
        };
        ScheduleRun run = Start("DPMSolverMultistepScheduler", options, 20);
        Assert.Equal(run.Sigmas[^1], run.Sigmas[^2]);
        float[] sample = [0.5f];
        for (int i = 0; i < 19; i++) run.Step([MathF.Sin(i)], [], sample);
        float before = sample[0];
        run.Step([0.3f], [], sample);
        Assert.Equal(before, sample[0], 1e-6f);
    }

    [Theory]
    [InlineData("DPMSolverMultistepScheduler", AlgorithmType.SdeDpmSolver, FinalSigmasType.SigmaMin)]
    [InlineData("EDMDPMSolverMultistepScheduler", AlgorithmType.SdeDpmSolverPlusPlus, FinalSigmasType.Zero)]
    public void StochasticThirdOrderIsRefusedWhereItIsNotDefined(string className, AlgorithmType algorithm, FinalSigmasType final)
    {
        SchedulerOptions options = new() { AlgorithmType = algorithm, FinalSigmasType = final, SolverOrder = 3 };
        var error = Assert.Throws<ArgumentException>(() => Start(className, options, 20));
        Assert.Contains("third order", error.Message, StringComparison.Ordinal);
        Start(className, options, 2); // which has no step of third order
        Start(className, options with { SolverOrder = 2 }, 20);
    }

    /// <summary>A run that starts later is one over what is left of the schedule: nothing before the start counts.</summary>
    [Fact]
    public void AStartInTheMiddleHasNoHistory()
    {
        double[] betas = [0.99, 0.9, 0.75, 0.6, 0.4, 0.2, 0.05];
        Check(new() { TrainedBetas = betas }, new() { TrainedBetas = betas[2..] }, begin: 2);

        static void Check(SchedulerOptions whole, SchedulerOptions rest, int begin)
        {
            ScheduleRun late = Start("IPNDMScheduler", whole, 6), short_ = Start("IPNDMScheduler", rest, 6 - begin);
            late.StartAt(begin);
            float[] a = [0.7f], b = [0.7f];
            for (int i = 0; i < short_.Timesteps.Length; i++)
            {
                Assert.Equal(short_.Timesteps[i], late.Timesteps[begin + i]);
                float[] output = [MathF.Cos(i)];
                late.Step(output, [], a);
                short_.Step(output, [], b);
                Assert.Equal(b[0], a[0]);
            }
        }
    }

    [Fact]
    public void TwoPointsAreEnough()
    {
        Start("EulerDiscreteScheduler", new ScheduleRequest { SampleLength = 1, Sigmas = [9, 0] });
        Assert.Throws<ArgumentException>(() => Start("EulerDiscreteScheduler", new ScheduleRequest { SampleLength = 1, Sigmas = [9] }));
        Start("IPNDMScheduler", new() { TrainedBetas = [0.9, 0.1] }, 1);
        Assert.Throws<ArgumentException>(() => Start("IPNDMScheduler", new() { TrainedBetas = [0.9] }, 1));
        SchedulerOptions karras = new() { UseKarrasSigmas = true };
        Start("EulerDiscreteScheduler", karras with { NumTrainTimesteps = 2 }, 2);
        Assert.Throws<ArgumentException>(() => Start("EulerDiscreteScheduler", karras with { NumTrainTimesteps = 1 }, 2));
        Start("DPMSolverMultistepScheduler", karras with { NumTrainTimesteps = 2 }, 2);
        Assert.Throws<ArgumentException>(() => Start("DPMSolverMultistepScheduler", karras with { NumTrainTimesteps = 1 }, 2));
    }

    [Fact]
    public void PlacesOnARampRunEitherWay()
    {
        foreach (double[] places in (double[][])[[0.5], [0.1, 0.9], [0.9, 0.1], [0, 0.5, 1]])
            Start("EDMEulerScheduler", new ScheduleRequest { SampleLength = 1, Sigmas = places });
        foreach (double[] places in (double[][])[[0.5, 0.5], [0.1, 0.5, 0.5], [0.1, 0.5, 0.4], [0.5, 0.1, 0.1]])
            Assert.Throws<ArgumentException>(() => Start("EDMEulerScheduler", new ScheduleRequest { SampleLength = 1, Sigmas = places }));
    }

    [Fact]
    public void AsManyPointsAsSteps() => Assert.Throws<ArgumentException>(() =>
        Start("FlowMatchEulerDiscreteScheduler", new ScheduleRequest { SampleLength = 1, Steps = 1, Sigmas = [0.9, 0.5] }));

    [Theory]
    [InlineData(900.7, 900.2, 3)]
    [InlineData(900, 3.9, 3.1)]
    public void TimestepsThatAreOneWhenCutAreRefused(double first, double second, double third) => Assert.Throws<ArgumentException>(() =>
        Start("DDPMScheduler", new ScheduleRequest { SampleLength = 1, Timesteps = [first, second, third] }));

    [Fact]
    public void EqualBoundsAreNoRange()
    {
        Assert.Throws<ArgumentException>(() => Start("EDMEulerScheduler", new() { SigmaMin = 2, SigmaMax = 2 }, 4));
        Assert.Throws<ArgumentException>(() =>
            Start("FlowMatchEulerDiscreteScheduler", new() { BaseImageSeqLen = 9, MaxImageSeqLen = 9 }, 4));
    }

    [Fact]
    public void AScheduleThatIsNotFiniteIsRefusedWithItsPlace()
    {
        var error = Assert.Throws<ArgumentException>(() => Start("EulerDiscreteScheduler", new() { NumTrainTimesteps = 50_000 }, 5));
        Assert.Contains("noise level 0 is", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ALevelOfAFlowIsBelowOne()
    {
        _ = new SolverSchedule([999.0], [0.999, 0.5], isFlow: true);
        Assert.Throws<ArgumentException>(() => new SolverSchedule([999.0], [1.0, 0.5], isFlow: true));
        _ = new SolverSchedule([999.0], [1.5, 0.5], isFlow: false);
    }

    [Fact]
    public void AsManyElementsAsAnArrayHas()
    {
        Assert.Equal(Array.MaxLength, new ScheduleRequest { SampleLength = Array.MaxLength }.Length);
        Assert.Throws<ArgumentException>(() => new ScheduleRequest { SampleLength = Array.MaxLength, BatchSize = 2 }.Length);
    }

    /// <summary>DDPM's variance is never 0, for the sake of its logarithm; at the last of given timesteps it is this small.</summary>
    [Fact]
    public void TheSmallestVarianceIsTenToTheMinusTwenty()
    {
        ScheduleRun run = Schedulers.Ddpm(new() { ClipSample = false })
            .Start(new ScheduleRequest { SampleLength = 1, Timesteps = [900, 24] });
        run.StartAt(1);
        float[] sample = [0];
        run.Step([0], [1], sample);
        Assert.Equal(1e-10f, sample[0], 1e-15f);
    }

    [Fact]
    public void StepsBelowABoundOfTheSignalAreCutOff()
    {
        NoiseSchedule noise = NoiseSchedule.From(new());
        Assert.Equal(1000, noise.StepsAbove(null));
        Assert.Equal(1000, noise.StepsAbove(double.NegativeInfinity));
        Assert.Equal(1, noise.StepsAbove(1000));
        float a = noise.AlphasCumprod[500];
        float lambda = SingleMath.Log(MathF.Sqrt(a)) - SingleMath.Log(MathF.Sqrt(1 - a));
        Assert.Equal(501, noise.StepsAbove(lambda)); // at the bound, step 500 stays
        Assert.Equal(500, noise.StepsAbove(MathF.BitIncrement(lambda)));
    }

    [Fact]
    public void BetweenLevelsFarApartTheLowerOneFollowsFromTheirRatio()
    {
        (float down, float up) = Kdpm2AncestralDiscreteRun.Split(20291, 2);
        Assert.Equal(2.0 * 2 / 20291, down, 1e-9);
        Assert.Equal(2f, up);
        (down, up) = Kdpm2AncestralDiscreteRun.Split(5, 3);
        Assert.Equal(1.8, down, 1e-6);
        Assert.Equal(2.4, up, 1e-6);
    }

    [Fact]
    public void EvenNumbersEndWhereTheyShould()
    {
        Assert.Equal([1.0, 0.1], NumpyMath.Linspace(1, 0.1, 2)); // 1 + (0.1 - 1) is another number
        Assert.Equal([3.0], NumpyMath.Linspace(3, 9, 1));
        Assert.Equal(0.41500002f, SingleMath.Linspace(0.1f, 0.73f, 7)[3]); // as torch; from the other end it is one less
        Assert.Equal(-1.1999999f, SingleMath.Linspace(-3.3f, 0.9f, 9)[4]);
    }

    [Fact]
    public void TheFirstLevelOfGitsIsTheTrainingNoise() => Assert.Equal(14.614647, StepTables.GitsStableDiffusionSigmas(2)[0], 1e-6);

    private static ScheduleRun Start(string className, SchedulerOptions options, int steps) =>
        Schedulers.Create(className, options).Start(new ScheduleRequest { Steps = steps, SampleLength = 1 });

    private static ScheduleRun Start(string className, ScheduleRequest request) => Schedulers.Create(className).Start(request);
}
