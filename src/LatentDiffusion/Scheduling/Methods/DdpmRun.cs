using System.Numerics.Tensors;
using LatentDiffusion.Numerics;

namespace LatentDiffusion.Scheduling;

/// <summary>
/// Denoising diffusion probabilistic models: Ho et al. 2020 (https://arxiv.org/abs/2006.11239), equations 6 and 7; learned variances from
/// Nichol and Dhariwal 2021 (https://arxiv.org/abs/2102.09672), equation 15.
/// </summary>
internal sealed class DdpmRun : LinearRun
{
    private readonly NoiseSchedule _schedule;
    private readonly VarianceType _variance;

    private DdpmRun(ScheduleRequest request, SchedulerOptions options, float[] timesteps)
        : base(timesteps, [], request, options.PredictionType!.Value, kept: 1, SampleLimit.From(options, request), IsLearned(options))
    {
        _schedule = NoiseSchedule.Of(options);
        _variance = options.VarianceType!.Value;
    }

    /// <summary>The catalogue's entry.</summary>
    public static SchedulerKind Kind { get; } = new(
        "DDPMScheduler",
        [
            .. OptionGroups.Betas, .. OptionGroups.Spacing, .. OptionGroups.Clipping, .. OptionGroups.Thresholding, Option.PredictionType,
            Option.VarianceType, Option.RescaleBetasZeroSnr,
        ],
        new SchedulerOptions
        {
            NumTrainTimesteps = 1000, BetaStart = 0.0001, BetaEnd = 0.02, BetaSchedule = BetaSchedule.Linear,
            VarianceType = VarianceType.FixedSmall, PredictionType = PredictionType.Epsilon, TimestepSpacing = TimestepSpacing.Leading,
            StepsOffset = 0, ClipSample = true,
        },
        (request, options) =>
            new DdpmRun(request, options, TimestepGrid.Given(request, options) ?? TimestepGrid.Integers(options, request.Steps)))
    {
        BetaSchedules =
            [BetaSchedule.Linear, BetaSchedule.ScaledLinear, BetaSchedule.SquaredCosine, BetaSchedule.Sigmoid, BetaSchedule.Laplace],
        TakesTimesteps = true,
    };

    public override bool NeedsNoise(int index) => Timesteps[index] > 0;

    public override (double Signal, double Noise) NoiseLevel(int index) => _schedule.Level((int)Timesteps[index]);

    protected override void Advance(int index, ReadOnlySpan<float> output, ReadOnlySpan<float> noise, Span<float> sample)
    {
        Operands vectors = Vectors(output, noise, sample);
        bool isLast = index + 1 == Timesteps.Length || Timesteps[index + 1] < 0;
        float alphaBar = AlphaBar(index), alphaBarNext = isLast ? 1 : AlphaBar(index + 1);
        float alpha = alphaBar / alphaBarNext, beta = 1 - alpha; // in torch's precision: the differences are small
        float variance = 1 - alphaBar, varianceNext = 1 - alphaBarNext;

        Linear x = Linear.Sample, x0 = Denoised(vectors, Math.Sqrt(alphaBar), Math.Sqrt(variance));
        Linear mean = Math.Sqrt(alphaBarNext) * beta / variance * x0 + Math.Sqrt(alpha) * varianceNext / variance * x; // equation 7
        float smallest = Math.Max(varianceNext / variance * beta, 1e-20f);
        Linear next = NeedsNoise(index) ? mean + PutBack(output, noise, smallest, beta) : mean;
        FusedLinear.Combine(vectors, next, sample);
    }

    /// <summary>The noise of one step. Its variance lies between that for data without any spread and that for unit normal data.</summary>
    private Linear PutBack(ReadOnlySpan<float> output, ReadOnlySpan<float> noise, float smallest, float largest)
    {
        switch (_variance)
        {
            case VarianceType.FixedSmall or VarianceType.FixedSmallLog:
                return Math.Sqrt(smallest) * Linear.Noise;
            case VarianceType.FixedLarge or VarianceType.FixedLargeLog: // of the latter diffusers 0.42.1 takes the root of the logarithm
                return Math.Sqrt(largest) * Linear.Noise;
        }

        if (output.Length != 2 * noise.Length)
            throw new ArgumentException(
                $"'variance_type' '{OptionVocabulary.VarianceTypes.Of(_variance)}' needs an output twice as long as the sample: "
                + "prediction and variance.");
        Span<float> std = Kept(0);
        CopyHalves(output, 1, std);
        if (_variance == VarianceType.LearnedRange)
        {
            float min = SingleMath.Log(smallest), max = SingleMath.Log(largest);
            TensorPrimitives.Multiply(std, (max - min) / 4, std); // half the logarithm, for the root; a part of -1 means min, 1 max
            TensorPrimitives.Add(std, (max + min) / 4, std);
            TensorPrimitives.Exp(std, std);
        }
        else
        {
            TensorPrimitives.Sqrt(std, std);
        }

        TensorPrimitives.Multiply(std, noise, std);
        return Linear.Kept(0);
    }

    private float AlphaBar(int index) => _schedule.AlphaCumprod((int)Timesteps[index]);

    private static bool IsLearned(SchedulerOptions options) => options.VarianceType is VarianceType.Learned or VarianceType.LearnedRange;
}
