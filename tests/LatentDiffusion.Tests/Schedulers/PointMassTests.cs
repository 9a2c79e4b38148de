namespace LatentDiffusion.Tests;

/// <summary>
/// On data that is a single point, every step of every method is exact, whatever its order: at each point the sample is the clean part and
/// the noise of that level, no more and no less. Each element carries one source of noise - the first sample, or one draw - so that the
/// squares of what is left of them must add up to the square of the noise.
/// </summary>
public sealed class PointMassTests
{
    private const float Point = 0.7f;

    /// <summary>
    /// Of clean part and noise together: some tens of roundings in single precision. A coefficient that is wrong by a thousandth shows.
    /// </summary>
    private const double Tolerance = 2e-4;

    private static readonly SchedulerOptions Unclipped = new() { ClipSample = false };

    private static readonly SchedulerOptions Flow = new() { UseFlowSigmas = true, PredictionType = PredictionType.FlowPrediction };

    private static readonly SchedulerOptions OfNoise =
        new() { AlgorithmType = AlgorithmType.DpmSolver, FinalSigmasType = FinalSigmasType.SigmaMin };

    private static readonly SchedulerOptions Stochastic = new() { AlgorithmType = AlgorithmType.SdeDpmSolverPlusPlus };

    private static readonly SchedulerOptions SdeOrders = new() { PredictorOrder = 3, CorrectorOrder = 4 };

    /// <summary>Methods that start without any noise, or without any signal, and so cannot see the model in their first step.</summary>
    private static readonly string[] Others = ["DDIMInverseScheduler", "IPNDMScheduler"];

    /// <summary>Methods with options, beside every method of the catalogue with none. Inverse ones run from the picture to noise.</summary>
    private static readonly (string Name, SchedulerOptions Options)[] Variants =
    [
        ("DDIM", Unclipped with { Eta = 0.6 }), ("DDIM", Unclipped with { Eta = 1, TimestepSpacing = TimestepSpacing.Trailing }),
        ("DDIM", Unclipped with { PredictionType = PredictionType.VPrediction }),
        ("DDIM", Unclipped with { PredictionType = PredictionType.Sample, SetAlphaToOne = false }),
        ("DDIMInverse", Unclipped with { SetAlphaToOne = false }),
        ("DDPM", Unclipped with { PredictionType = PredictionType.VPrediction, TimestepSpacing = TimestepSpacing.Trailing }),
        ("PNDM", new() { SkipPrkSteps = true, SetAlphaToOne = true }),
        ("TCD", new() { Eta = 1 }), ("TCD", new() { Eta = 0 }), ("LCM", new() { PredictionType = PredictionType.VPrediction }),
        ("EulerDiscrete", new() { UseKarrasSigmas = true, FinalSigmasType = FinalSigmasType.SigmaMin }),
        ("EulerDiscrete", new() { PredictionType = PredictionType.VPrediction }),
        ("EDMEuler", new() { SigmaSchedule = EdmSigmaSchedule.Exponential, PredictionType = PredictionType.VPrediction }),
        ("HeunDiscrete", new() { UseExponentialSigmas = true }), ("LMSDiscrete", new() { UseBetaSigmas = true }),
        ("DPMSolverMultistep", new() { SolverOrder = 3 }), ("DPMSolverMultistep", OfNoise with { SolverOrder = 3 }),
        ("DPMSolverMultistep", new() { SolverOrder = 3, SolverType = SolverType.Heun, UseLuLambdas = true }),
        ("DPMSolverMultistep", Stochastic), ("DPMSolverMultistep", Stochastic with { SolverOrder = 3, UseKarrasSigmas = true }),
        ("DPMSolverMultistep", Flow with { FlowShift = 3 }), ("DPMSolverMultistepInverse", new() { SolverOrder = 1 }),
        ("DPMSolverSinglestep", new() { SolverOrder = 3 }), ("DPMSolverSinglestep", OfNoise with { SolverOrder = 3 }),
        ("DPMSolverSinglestep", new() { SolverOrder = 3, SolverType = SolverType.Heun, LowerOrderFinal = true }),
        ("EDMDPMSolverMultistep", Stochastic), ("DEISMultistep", new() { SolverOrder = 3 }), ("DEISMultistep", Flow),
        ("UniPCMultistep", new() { SolverOrder = 3 }), ("UniPCMultistep", new() { PredictX0 = false, SolverType = SolverType.Bh1 }),
        ("UniPCMultistep", Flow), ("UniPCMultistep", Flow with { UseKarrasSigmas = true, SolverOrder = 3 }),
        ("SASolver", SdeOrders), ("FlowMatchEulerDiscrete", new() { StochasticSampling = true, Shift = 3 }),
        ("FlowMatchEulerDiscrete", new() { ShiftTerminal = 0.1 }),
    ];

    private static readonly (string Name, SchedulerOptions Options)[] All =
        [.. Schedulers.ClassNames.Except(Others).Select(name => (name[..^"Scheduler".Length], Default(name))), .. Variants];

    public static TheoryData<int, string> Cases => [.. All.Select((c, i) => (i, $"{c.Name} {c.Options.ToJson()}"))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void EveryStepHasTheCleanPartAndTheNoiseOfItsLevel(int number, string description)
    {
        foreach (int steps in (int[])[4, 10, 20])
        {
            ScheduleRun first = Start(number, steps, 1), run = Start(number, steps, first.Timesteps.Length + 1);
            float[] sample = new float[first.Timesteps.Length + 1], output = new float[sample.Length], noise = new float[sample.Length];
            Array.Fill(sample, (float)(run.NoiseLevel(0).Signal * Point));
            sample[0] += (float)run.NoiseLevel(0).Noise;
            for (int index = 0; index < run.Timesteps.Length; index++)
            {
                Check(Level(number, run, index), sample, $"{description}, point {index} of {run.Timesteps.Length}");
                ExactModel.Output(run, sample, (_, _, _) => Point, output);
                Array.Clear(noise);
                noise[index + 1] = 1;
                run.Step(output, run.NeedsNoise(index) ? noise : [], sample);
            }

            Check(End(All[number].Name, All[number].Options, run), sample, $"{description}, end");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void IsDeterministicGivenTheNoise(int number, string description)
    {
        Assert.Equal(Sampled(), Sampled());
        Assert.NotEmpty(description);

        float[] Sampled()
        {
            ScheduleRun run = Start(number, 7, 4);
            float[] sample = [1, -2, 0.5f, 3];
            ExactModel.Sample(run, sample, (i, _, _) => i * 0.2f, run.Timesteps.Length, new Random(3));
            return sample;
        }
    }

    private static void Check((double Signal, double Noise) level, float[] sample, string place)
    {
        double noise = Math.Sqrt(sample.Sum(x => Square(x - level.Signal * Point)));
        Assert.True(
            Math.Abs(noise - level.Noise) <= Tolerance * (level.Signal * Point + level.Noise),
            $"{place}: the noise is {noise}, not {level.Noise}");
    }

    private static ScheduleRun Start(int number, int steps, int length) =>
        Schedulers.Create(All[number].Name + "Scheduler", All[number].Options)
            .Start(new ScheduleRequest { Steps = steps, SampleLength = length });

    private static SchedulerOptions Default(string className) => className switch
    {
        "DDIMScheduler" or "DDPMScheduler" => Unclipped,
        "CMStochasticIterativeScheduler" => new() { ClipDenoised = false },
        _ => new(),
    };

    /// <summary>Consistency models count their noise from the smallest level on.</summary>
    private static (double Signal, double Noise) Level(int number, ScheduleRun run, int index)
    {
        const double SigmaMin = 0.002;
        var level = run.NoiseLevel(index);
        return index > 0 && All[number].Name == "CMStochasticIterative" ? (1, Math.Sqrt(Square(level.Noise) - Square(SigmaMin))) : level;
    }

    /// <summary>The level that the last step leads to.</summary>
    private static (double Signal, double Noise) End(string name, SchedulerOptions options, ScheduleRun run)
    {
        NoiseSchedule training = NoiseSchedule.From(
            name is "LCM" or "TCD" ? new() { BetaStart = 0.00085, BetaEnd = 0.012, BetaSchedule = BetaSchedule.ScaledLinear } : new());
        return (name, options.SetAlphaToOne) switch
        {
            ("TCD", _) or ("DDIM" or "PNDM", false) or ("PNDM", null) => training.Level(0),
            ("DDIM" or "DDPM" or "PNDM" or "LCM", _) => (1, 0),
            ("CMStochasticIterative", _) => (1, 0),
            ("DDIMInverse", _) => training.Level((int)run.Timesteps[^1]),
            _ when run is SolverRun solver => solver.End,
            ("FlowMatchEulerDiscrete" or "FlowMatchHeunDiscrete" or "FlowMatchLCM", _) => (1 - run.Sigmas[^1], run.Sigmas[^1]),
            _ => (1, run.Sigmas[^1]),
        };
    }

    private static double Square(double x) => x * x;
}
