namespace LatentDiffusion.Tests;

/// <summary>Where the options of a scheduler come from, and which it refuses.</summary>
public sealed class SchedulerOptionsTests
{
    private const string Karras2M =
        """{"_class_name": "DPMSolverMultistepScheduler", "algorithm_type": "dpmsolver++", "solver_order": 2, "use_karras_sigmas": true}""";

    /// <summary>As diffusers saves it: every option, those without a value as null, an infinity bare.</summary>
    private const string Saved =
        """
        {"_class_name": "UniPCMultistepScheduler", "_diffusers_version": "0.42.1", "beta_end": 0.012, "beta_schedule": "scaled_linear",
         "beta_start": 0.00085, "disable_corrector": [], "lambda_min_clipped": -Infinity, "prediction_type": "v_prediction",
         "solver_p": null, "tau_func": null, "timestep_spacing": "trailing", "trained_betas": null}
        """;

    [Fact]
    public void ThreeWaysMakeTheSameScheduler()
    {
        var options = new SchedulerOptions { AlgorithmType = AlgorithmType.DpmSolverPlusPlus, SolverOrder = 2, UseKarrasSigmas = true };
        Scheduler fromOptions = Schedulers.DpmSolverMultistep(options);
        Assert.Equal(fromOptions, Schedulers.FromConfig(Karras2M).Scheduler);
        Assert.Equal(fromOptions, Schedulers.FromName("dpm++ 2m karras"));
        Assert.NotEqual(fromOptions, Schedulers.FromName("dpm++ 2m"));

        ScheduleRun expected = Start(fromOptions), actual = Start(Schedulers.FromName("dpm++ 2m karras"));
        Assert.Equal(expected.Sigmas, actual.Sigmas);
        Assert.Equal(expected.Timesteps, actual.Timesteps);
    }

    [Fact]
    public void ConfigurationThatDiffusersSavesIsRead()
    {
        var (scheduler, options) = Schedulers.FromConfig(Saved);
        Assert.Equal("UniPCMultistepScheduler", scheduler.ClassName);
        Assert.Equal(double.NegativeInfinity, options.LambdaMinClipped);
        Assert.Equal(PredictionType.VPrediction, options.PredictionType);
        Assert.Equal(999, Start(scheduler).Timesteps[0]);
    }

    /// <summary>
    /// diffusers' <c>from_config</c>: betas, prediction type and spacing are the model's; the rest is the new scheduler's.
    /// </summary>
    [Fact]
    public void AnotherSchedulerKeepsTheModelsNoise()
    {
        SchedulerOptions model = Schedulers.FromConfig(Saved).Options;
        var same = new SchedulerOptions
        {
            BetaStart = 0.00085, BetaEnd = 0.012, BetaSchedule = BetaSchedule.ScaledLinear,
            PredictionType = PredictionType.VPrediction, TimestepSpacing = TimestepSpacing.Trailing,
        };
        SchedulerFactory[] others = [Schedulers.EulerDiscrete, Schedulers.DpmSolverMultistep, Schedulers.DeisMultistep, Schedulers.Ddim];
        foreach (SchedulerFactory factory in others)
        {
            ScheduleRun expected = Start(factory(same)), actual = Start(factory(), model);
            float[] x = [0.3f, -0.8f], y = [0.3f, -0.8f], output = [0.5f, 0.25f];
            expected.Step(output, [], x);
            actual.Step(output, [], y);
            Assert.Equal(expected.Timesteps, actual.Timesteps);
            Assert.Equal(expected.Sigmas, actual.Sigmas);
            Assert.Equal(x, y);
        }
    }

    [Fact]
    public void OptionsOfTheSchedulerGoBeforeTheModels()
    {
        SchedulerOptions model = Schedulers.FromConfig(Saved).Options;
        ScheduleRun leading = Start(Schedulers.EulerDiscrete(new() { TimestepSpacing = TimestepSpacing.Leading }), model);
        Assert.Equal(900, leading.Timesteps[0]);
    }

    [Fact]
    public void AnOptionThatTheMethodDoesNotKnowIsRefusedByName()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => Schedulers.EulerDiscrete(new() { SolverOrder = 2 }));
        Assert.Contains("solver_order", error.Message, StringComparison.Ordinal);
        Assert.Contains("EulerDiscreteScheduler", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"_class_name": "UniPCMultistepScheduler", "solver_p": {"a": 1}}""", "solver_p")]
    [InlineData("""{"_class_name": "NoSuchScheduler"}""", "NoSuchScheduler")]
    [InlineData("""{"beta_start": 0.1}""", "_class_name")]
    [InlineData("""{"_class_name": "DDIMScheduler", "beta_start": "small"}""", "'beta_start' should be a number, but is \"small\"")]
    [InlineData("""{"_class_name": "DDIMScheduler", "beta_start": [0.1]}""", "'beta_start' should be a number, but is [0.1]")]
    [InlineData("""{"_class_name": "DDIMScheduler", "steps_offset": 1.5}""", "'steps_offset' should be a whole number, but is 1.5")]
    [InlineData("""{"_class_name": "DDIMScheduler", "clip_sample": {}}""", "'clip_sample' should be true or false, but is {}")]
    [InlineData("""{"_class_name": "DDIMScheduler", "trained_betas": [0.1, 0.2]}""", "'trained_betas' has 2 values, 'num_train_timesteps' is 1000")]
    [InlineData("""{"_class_name": "DDIMScheduler", "trained_betas": [0.1, "x"]}""", "'trained_betas' should be a list of numbers")]
    [InlineData("""{"_class_name": "DDIMScheduler", "beta_schedule": "cubic"}""", "one of 'linear', 'scaled_linear'")]
    [InlineData("""{"_class_name": "DDIMScheduler", "beta_schedule": 3}""", "one of 'linear', 'scaled_linear'")]
    [InlineData("""{"_class_name": ["DDIMScheduler"]}""", "_class_name")]
    [InlineData("""{"_class_name": "DDIMScheduler", "beta_end": 0.1, "beta_end": 0.2}""", "beta_end")]
    [InlineData("""{"_class_name": "DDIMScheduler", "\ud800": 1}""", "cannot be read")]
    [InlineData("""{"_class_name": "\udfff"}""", "cannot be read")]
    [InlineData("""{"_class_name": "FlowMatchLCMScheduler", "scale_factors": [0.5, 1]}""", "scale_factors")]
    [InlineData("[]", "not a JSON object")]
    public void AWrongConfigurationIsRefusedByName(string json, string named) =>
        Assert.Contains(named, Assert.Throws<ModelFormatException>(() => Schedulers.FromConfig(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void OptionsOfOtherMethodsInAModelsFileAreTolerated()
    {
        const string Config = """{"_class_name": "PNDMScheduler", "clip_sample": false}""";
        Assert.Equal("PNDMScheduler", Schedulers.FromConfig(Config).Scheduler.ClassName);
    }

    /// <summary>Python takes None for false, and numbers for booleans.</summary>
    [Theory]
    [InlineData("null", false)]
    [InlineData("0", false)]
    [InlineData("1", true)]
    public void BooleansAreReadAsPythonReadsThem(string value, bool expected) => Assert.Equal(
        expected, Schedulers.FromConfig($$"""{"_class_name": "DDIMScheduler", "clip_sample": {{value}}}""").Options.ClipSample);

    [Fact]
    public void ValuesThatWereDefaultsAreThoseOfTheReader()
    {
        const string Config =
            """{"_class_name": "DDIMScheduler", "timestep_spacing": "trailing", "_use_default_values": ["timestep_spacing", null]}""";
        Assert.Null(Schedulers.FromConfig(Config).Options.TimestepSpacing);
    }

    [Fact]
    public void EulerReadsTheOldNameOfSamplePrediction() => Assert.Equal(PredictionType.Sample, Schedulers.FromConfig(
        """{"_class_name": "EulerDiscreteScheduler", "prediction_type": "original_sample"}""").Options.PredictionType);

    private static ScheduleRun Start(Scheduler scheduler, SchedulerOptions? model = null) =>
        scheduler.Start(new ScheduleRequest { Steps = 10, SampleLength = 2, Model = model ?? SchedulerOptions.Empty });
}
