using CsCheck;

namespace LatentDiffusion.Tests;

/// <summary>Schedulers in texts, read back to what draws the same.</summary>
public sealed class SamplerTextTests
{
    private static readonly Gen<SchedulerOptions> Options =
        from flags in Gen.Nullable(Gen.Bool).Array[6]
        from spacing in Gen.Nullable(Gen.Enum<TimestepSpacing>())
        from order in Gen.Nullable(Gen.Int[1, 3])
        from algorithm in Gen.Nullable(Gen.Enum<AlgorithmType>())
        from prediction in Gen.Nullable(Gen.Enum<PredictionType>())
        from beta in Gen.Nullable(Gen.Double[0, 0.5])
        from eta in Gen.Nullable(Gen.Double[0, 1])
        from betas in Gen.Null(Gen.Double[0, 1].Array[1, 3], 0.8)
        select new SchedulerOptions
        {
            UseKarrasSigmas = flags[0], UseBetaSigmas = flags[1], UseExponentialSigmas = flags[2], SkipPrkSteps = flags[3],
            LowerOrderFinal = flags[4], SetAlphaToOne = flags[5], TimestepSpacing = spacing, SolverOrder = order,
            AlgorithmType = algorithm, PredictionType = prediction, BetaStart = beta, Eta = eta, TrainedBetas = betas,
        };

    [Fact]
    public void AnyScheduler_OnAnyModel_IsReadBackToTheSameOptions() => Gen.Select(
            Gen.Int[0, Schedulers.ClassNames.Count - 1], Options, Options, Gen.Double[0, 1])
        .Sample(
            (index, own, model, eta) =>
            {
                SchedulerKind kind = Schedulers.KindOf(Schedulers.ClassNames.ElementAt(index));
                SchedulerOptions behind = model with { Eta = eta };
                Scheduler scheduler = kind.Create(own.Only(kind.Accepts));
                Scheduler read = SamplerText.Of(scheduler, behind).Read(isForeign: false);
                Assert.Equal(kind.ClassName, read.ClassName);
                Assert.Equal(Effective(scheduler), Effective(read));

                string Effective(Scheduler s) => s.Options.Over(behind.Only(kind.Accepts)).Over(kind.Defaults).ToJson();
            },
            iter: 3000);

    [Theory]
    [InlineData("dpm++ 2m karras", "DPM++ 2M", "Karras")]
    [InlineData("euler a", "Euler a", "Uniform")]
    [InlineData("dpm++ sde exponential", "DPM++ SDE", "Exponential")]
    [InlineData("plms", "PLMS", "Uniform")]
    [InlineData("unipc", "UniPC", "Uniform")]
    [InlineData("ddim sgm uniform", "DDIM", "SGM Uniform")]
    public void Names_AreWebuis(string name, string sampler, string spacing)
    {
        SchedulerOptions model = new() { TimestepSpacing = TimestepSpacing.Leading, StepsOffset = 1, Eta = 0 };
        Assert.Equal(new SamplerText(sampler, spacing, null), SamplerText.Of(Schedulers.FromName(name), model));
    }

    [Fact]
    public void OnlyWhatDiffersFromTheModel_IsToldBesideTheName()
    {
        SchedulerOptions model = new() { BetaStart = 0.00085, BetaEnd = 0.012, Eta = 0 };
        Scheduler scheduler = Schedulers.Lcm(new() { BetaStart = 0.00085, OriginalInferenceSteps = 40 });
        Assert.Equal(new SamplerText("LCM", "Uniform", "{\"original_inference_steps\":40}"), SamplerText.Of(scheduler, model));
    }

    [Theory]
    [InlineData("lcm:original_inference_steps=40,timestep_scaling=5")]
    [InlineData("LCM:original-inference-steps = 40 , timestep_scaling=5.0")]
    public void OptionsBehindAName(string text) => Assert.Equal(
        Schedulers.Lcm(new() { OriginalInferenceSteps = 40, TimestepScaling = 5 }), Schedulers.FromName(text));

    [Fact]
    public void OptionsBehindAName_OfEachKind() => Assert.Equal(
        Schedulers.FromName("dpm++ 2m", new()
        {
            SolverType = SolverType.Heun, UseKarrasSigmas = true, TrainedBetas = [0.1, 0.2], LambdaMinClipped = double.NegativeInfinity,
        }),
        Schedulers.FromName("dpm++ 2m:solver_type=heun,use_karras_sigmas=True,trained_betas=[0.1,0.2],lambda_min_clipped=-Infinity"));

    [Theory]
    [InlineData("lcm:steps=3", "no scheduler knows the option 'steps'")]
    [InlineData("lcm:original_inference_steps", "is not an option of a scheduler: name=value")]
    [InlineData("lcm:original_inference_steps=many", "'original_inference_steps' should be a whole number")]
    [InlineData("lcm:original_inference_steps=0", "must be from 1")]
    [InlineData("lcm:use_karras_sigmas=true", "does not know the option 'use_karras_sigmas'")]
    public void WrongOptionsBehindAName_AreExplained(string text, string message) => Assert.Contains(
        message, Assert.Throws<ArgumentException>(() => Schedulers.FromName(text)).Message, StringComparison.Ordinal);
}
