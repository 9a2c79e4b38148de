namespace LatentDiffusion.Tests;

/// <summary>Numbers out of range are refused where they are set, by name, at once and without the memory that they declare.</summary>
public sealed class ScheduleRulesTests
{
    private static readonly double[] NoNumbers = [double.NaN, double.PositiveInfinity, double.NegativeInfinity];

    public static TheoryData<string> ClassNames => [.. Schedulers.ClassNames];

    /// <summary>Classes that take points, with what a valid list is.</summary>
    public static TheoryData<string, bool> TakingPoints
    {
        get
        {
            TheoryData<string, bool> data = [];
            foreach (string name in Schedulers.ClassNames)
            {
                SchedulerKind kind = Schedulers.KindOf(name);
                if (kind.TakesTimesteps) data.Add(name, true);
                if (kind.TakesSigmas) data.Add(name, false);
            }

            return data;
        }
    }

    /// <summary>An option, values that are allowed, and values that are not.</summary>
    public static TheoryData<string, string, double[], double[]> Ranges => new()
    {
        { "DDIMScheduler", "num_train_timesteps", [4, 1000, 100_000], [0, -1, 100_001, 100_000_000, int.MaxValue] },
        { "EulerDiscreteScheduler", "num_train_timesteps", [2, 1000], [0, -1, 100_000_000, int.MaxValue] },
        { "DPMSolverMultistepScheduler", "num_train_timesteps", [2, 1000], [0, -1, 100_000_000, int.MaxValue] },
        { "FlowMatchEulerDiscreteScheduler", "num_train_timesteps", [2, 1000], [0, -1, 100_000_000, int.MaxValue] },
        { "DDIMScheduler", "beta_start", [0, 0.0001, 0.9], [-0.1, 1, 2, .. NoNumbers] },
        { "DDIMScheduler", "beta_end", [0, 0.02, 0.9], [-0.1, 1, 2, .. NoNumbers] },
        { "DDIMScheduler", "dynamic_thresholding_ratio", [0, 0.995, 1], [-0.1, 1.001, 2, .. NoNumbers] },
        { "DDIMScheduler", "sample_max_value", [0.5, 100], [0, -1, 1e39, .. NoNumbers] },
        { "DDIMScheduler", "clip_sample_range", [0.5, 100], [0, -1, 1e39, .. NoNumbers] },
        { "DDIMScheduler", "steps_offset", [0, 1], [-1, 100_001, int.MinValue] },
        { "DDIMScheduler", "eta", [0, 1], [-0.1, 1.1, .. NoNumbers] },
        { "EulerDiscreteScheduler", "s_churn", [0, 40], [-1, .. NoNumbers] },
        { "EulerDiscreteScheduler", "s_tmin", [0, 1], [-1, .. NoNumbers] },
        { "EulerDiscreteScheduler", "s_tmax", [0, 1, double.PositiveInfinity], [-1, double.NaN, double.NegativeInfinity] },
        { "EulerDiscreteScheduler", "s_noise", [0, 1], [-1, .. NoNumbers] },
        { "EulerDiscreteScheduler", "sigma_min", [0.01], [0, -1, 1e39, .. NoNumbers] },
        { "EDMEulerScheduler", "sigma_max", [100], [0, -1, 0.001, .. NoNumbers] },
        { "EDMEulerScheduler", "sigma_data", [0.5], [0, -1, .. NoNumbers] },
        { "EDMEulerScheduler", "rho", [0.5, 7], [0, -1, .. NoNumbers] },
        { "DPMSolverMultistepScheduler", "solver_order", [1, 2, 3], [0, 4, -1] },
        { "DPMSolverMultistepScheduler", "lambda_min_clipped", [-5.1, double.NegativeInfinity], [double.NaN, double.PositiveInfinity] },
        { "DPMSolverMultistepScheduler", "flow_shift", [0.5, 3], [0, -1, .. NoNumbers] },
        { "SASolverScheduler", "predictor_order", [1, 4], [0, 5] },
        { "SASolverScheduler", "corrector_order", [1, 4], [0, 5] },
        { "LCMScheduler", "original_inference_steps", [4, 1000], [0, -1, 1001, int.MaxValue] },
        { "LCMScheduler", "timestep_scaling", [0.1, 10], [0, -1, .. NoNumbers] },
        { "FlowMatchEulerDiscreteScheduler", "shift", [0.5, 3], [0, -1, .. NoNumbers] },
        { "FlowMatchEulerDiscreteScheduler", "base_shift", [-1, 0, 0.5], NoNumbers },
        { "FlowMatchEulerDiscreteScheduler", "max_shift", [-1, 0, 0.5], NoNumbers },
        { "FlowMatchEulerDiscreteScheduler", "base_image_seq_len", [1, 256], [0, -1, 4096] },
        { "FlowMatchEulerDiscreteScheduler", "max_image_seq_len", [257, int.MaxValue], [0, -1, 256] },
        { "FlowMatchEulerDiscreteScheduler", "shift_terminal", [0, 0.1, 0.99], [-0.1, 1, 2, .. NoNumbers] },
    };

    [Theory]
    [MemberData(nameof(Ranges))]
    public void AnOptionHasARange(string className, string option, double[] allowed, double[] refused)
    {
        foreach (double value in allowed) Start(Schedulers.FromConfig(Config(className, option, value)).Scheduler);
        foreach (double value in refused)
        {
            string config = Config(className, option, value);
            Exception thrown = Assert.ThrowsAny<Exception>(() => Start(Schedulers.FromConfig(config).Scheduler));
            Assert.True(thrown is ModelFormatException or ArgumentException, $"{config}: {thrown}");
            Assert.Contains($"'{option}'", thrown.Message, StringComparison.Ordinal);
            Assert.Throws<ArgumentException>(() =>
                Start(Schedulers.Create(className, Options(option, value))));
            Assert.Throws<ArgumentException>(() => Start(Schedulers.Create(className), model: Options(option, value)));
        }
    }

    /// <summary>Every number of every option, in turn far too large, too small and not one: an error or a finite schedule.</summary>
    [Theory]
    [MemberData(nameof(ClassNames))]
    public void NoOptionGivesAScheduleThatIsNotFinite(string className)
    {
        foreach (SchedulerOption option in Schedulers.KindOf(className).Accepts)
        foreach (double value in (double[])[.. NoNumbers, 0, -1, 1, 2, 1e-30, 1e30, 1e300, -1e300, int.MaxValue])
        {
            string config = Config(className, option.Name, value);
            ScheduleRun? run = null;
            Exception? thrown = Record.Exception(() => run = Start(Schedulers.FromConfig(config).Scheduler));
            Assert.True(thrown is null or ModelFormatException or ArgumentException, $"{config}: {thrown}");
            if (run is not null) Assert.All([.. run.Timesteps, .. run.Sigmas], v => Assert.True(float.IsFinite(v), config));
        }
    }

    [Theory]
    [InlineData("DDIMScheduler")]
    [InlineData("EulerDiscreteScheduler")]
    [InlineData("DPMSolverMultistepScheduler")]
    public void NoMemoryIsTakenForWhatIsDeclared(string className)
    {
        SchedulerOptions model = new() { NumTrainTimesteps = int.MaxValue };
        Scheduler scheduler = Schedulers.Create(className);
        Assert.Throws<ArgumentException>(() => Start(scheduler, model));
        Assert.Throws<ArgumentException>(() => Start(scheduler, steps: int.MaxValue));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<ArgumentException>(() => Start(scheduler, model));
        Assert.Throws<ArgumentException>(() => Start(scheduler, steps: int.MaxValue));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);
    }

    [Theory]
    [MemberData(nameof(TakingPoints))]
    public void PointsThatDoNotDescendAreRefused(string className, bool areTimesteps)
    {
        double[] valid = areTimesteps ? [30, 20, 4] : [0.9, 0.5, 0.2];
        Scheduler scheduler = className == "UniPCMultistepScheduler"
            ? Schedulers.UniPcMultistep(new() { UseFlowSigmas = true, PredictionType = PredictionType.FlowPrediction })
            : Schedulers.Create(className);
        Start(scheduler, With(valid));
        double[][] refused =
        [
            [valid[0], valid[0], valid[2]], [valid[0], valid[2], valid[1]], [valid[0], valid[1], -valid[2]],
            [valid[0], valid[1], double.NaN], [double.NaN, valid[1], valid[2]], [double.PositiveInfinity, valid[1], valid[2]],
            [valid[0], valid[1], double.NegativeInfinity], [valid[0], valid[0] - 1e-12, valid[2]], [],
        ];
        foreach (double[] points in refused)
        {
            Exception thrown = Assert.Throws<ArgumentException>(() => Start(scheduler, With(points)));
            if (points.Length > 0) Assert.Contains("must", thrown.Message, StringComparison.Ordinal);
        }

        if (className == "EDMEulerScheduler") Start(scheduler, With([0.1, 0.4, 0.9])); // places on a ramp run either way
        else Assert.Throws<ArgumentException>(() => Start(scheduler, With([.. valid.Reverse()])));

        ScheduleRequest With(double[] points) => areTimesteps
            ? new() { SampleLength = 1, Timesteps = points }
            : new() { SampleLength = 1, Sigmas = points };
    }

    [Theory]
    [InlineData(2.0)]
    [InlineData(1.0001)]
    public void ShareOfNoiseIsAtMostOne(double sigma)
    {
        SchedulerFactory[] factories = [Schedulers.FlowMatchEulerDiscrete, Schedulers.FlowMatchLcm, Schedulers.EdmEuler];
        foreach (SchedulerFactory factory in factories)
            Assert.Throws<ArgumentException>(() => Start(factory(), new() { SampleLength = 1, Sigmas = [sigma, 0.5] }));
        Assert.Throws<ArgumentException>(() =>
            Start(Schedulers.FlowMatchEulerDiscrete(), new() { SampleLength = 1, Timesteps = [1000 * sigma, 10] }));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(-4, -4)]
    [InlineData(int.MaxValue, 2)]
    public void SizesAreRefusedThatNoSampleHas(int length, int batch) => Assert.Throws<ArgumentException>(() =>
        Start(Schedulers.EulerDiscrete(), new ScheduleRequest { Steps = 4, SampleLength = length, BatchSize = batch }));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    public void AStrengthIsAShare(double strength) => Assert.Throws<ArgumentException>(() =>
        Start(Schedulers.Lcm(), new ScheduleRequest { Steps = 4, SampleLength = 1, Strength = strength }));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void AShiftIsFinite(double mu)
    {
        Scheduler scheduler = Schedulers.FlowMatchEulerDiscrete(new() { UseDynamicShifting = true });
        Assert.Throws<ArgumentException>(() => Start(scheduler, new ScheduleRequest { Steps = 4, SampleLength = 1, Mu = mu }));
    }

    /// <summary>diffusers divides by zero: there is one level, and it is pure noise.</summary>
    [Theory]
    [InlineData("FlowMatchEulerDiscreteScheduler", false)]
    [InlineData("FlowMatchEulerDiscreteScheduler", true)]
    [InlineData("FlowMatchLCMScheduler", false)]
    public void OneStepIsNotStretchedToATerminalLevel(string className, bool isDynamic)
    {
        SchedulerOptions options = new() { ShiftTerminal = 0.1, UseDynamicShifting = isDynamic };
        ScheduleRun run = Start(Schedulers.Create(className, options), new() { Steps = 1, SampleLength = 1, Mu = isDynamic ? 0.8 : null });
        Assert.Equal([1f, 0f], run.Sigmas);
        Assert.Equal([1000f], run.Timesteps);
        float[] sample = [0.75f];
        run.Step([0.5f], [0f], sample);
        Assert.Equal(0.25f, sample[0]);
    }

    [Fact]
    public void UnknownKeysAreWarningsAndKnownOnesThatAreMissingHereAreNot()
    {
        SchedulerConfiguration read = Schedulers.FromConfig(
            """
            {"_class_name": "DDIMScheduler", "beta_strat": 0.1, "snr_shift_scale": [1, 2], "upscale_mode": "bicubic", "unused": null,
             "noise_sampler_seed": 3, "\u001b[31m": "\u0007", "clip_sample": false}
            """);
        Assert.False(read.Options.ClipSample);
        Assert.Equal(
            [
                "'beta_strat' is unknown and has no effect: 0.1.",
                "'snr_shift_scale' is unknown and has no effect: [1,2].",
                """'\u001B[31m' is unknown and has no effect: "\u0007".""",
            ],
            read.Warnings);
    }

    [Fact]
    public void MessagesStayShort()
    {
        string huge = new('x', 1_000_000);
        Assert.All(
            (string[])
            [
                $$"""{"_class_name": "{{huge}}"}""",
                $$"""{"_class_name": "DDIMScheduler", "beta_start": "{{huge}}"}""",
                $$"""{"_class_name": "DDIMScheduler", "beta_schedule": ["{{huge}}"]}""",
                $$"""{"_class_name": "DDIMScheduler", "solver_p": "{{huge}}"}""",
            ],
            json => Assert.InRange(Assert.Throws<ModelFormatException>(() => Schedulers.FromConfig(json)).Message.Length, 1, 1500));
        string warning = Assert.Single(Schedulers.FromConfig($$"""{"_class_name": "DDIMScheduler", "{{huge}}": "{{huge}}"}""").Warnings);
        Assert.InRange(warning.Length, 1, 300);
    }

    private static ScheduleRun Start(Scheduler scheduler, SchedulerOptions? model = null, int steps = 4) =>
        Start(scheduler, new ScheduleRequest { Steps = steps, SampleLength = 1, Model = model ?? SchedulerOptions.Empty });

    private static ScheduleRun Start(Scheduler scheduler, ScheduleRequest request) => scheduler.Start(request);

    private static string Config(string className, string option, double value) =>
        $$"""{"_class_name": "{{className}}", "{{option}}": {{Text(value)}}}""";

    private static SchedulerOptions Options(string option, double value)
    {
        System.Reflection.PropertyInfo property =
            typeof(SchedulerOptions).GetProperties()
                .Single(p => p.Name.Equals(option.Replace("_", ""), StringComparison.OrdinalIgnoreCase));
        SchedulerOptions options = new();
        property.SetValue(options, property.PropertyType == typeof(int?) ? (int)value : value);
        return options;
    }

    private static string Text(double value) => double.IsPositiveInfinity(value) ? "Infinity"
        : double.IsNegativeInfinity(value) ? "-Infinity"
        : value.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
}
