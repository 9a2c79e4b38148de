using System.Numerics.Tensors;

namespace LatentDiffusion;

/// <summary>
/// Heun's method in the noise level: Karras et al. 2022 (https://arxiv.org/abs/2206.00364), algorithm 2 without churn. Even points are
/// Euler steps, odd points correct them with the slope at their end; the last step, to noise level 0, is Euler's.
/// </summary>
internal sealed class HeunDiscreteRun : SigmaRun
{
    private HeunDiscreteRun(ScheduleRequest request, SchedulerOptions options, float[] timesteps, float[] sigmas)
        : base(timesteps, sigmas, request, options, kept: Unfused.HasSteepStep(sigmas) ? 3 : 1, SampleLimit.From(options, request))
    {
    }

    /// <summary>The catalogue's entry.</summary>
    public static SchedulerKind Kind { get; } = new(
        "HeunDiscreteScheduler",
        OptionGroups.Betas + OptionGroups.Spacing + OptionGroups.SigmaSpacing + OptionGroups.Clipping + "prediction_type",
        new SchedulerOptions
        {
            NumTrainTimesteps = 1000, BetaStart = 0.00085, BetaEnd = 0.012, BetaSchedule = BetaSchedule.Linear,
            PredictionType = PredictionType.Epsilon, TimestepSpacing = TimestepSpacing.Linspace, StepsOffset = 0,
        },
        (request, options) =>
        {
            SigmaSchedule schedule = SigmaSchedule.From(request, options, SigmaGrid.From(options));
            float[] sigmas = SigmaSchedule.Twice([.. schedule.Sigmas, 0], lastOnce: true);
            return new HeunDiscreteRun(request, options, SigmaSchedule.Twice(schedule.Timesteps), sigmas);
        })
    {
        TakesTimesteps = true,
        BetaSchedules = [BetaSchedule.Linear, BetaSchedule.ScaledLinear, BetaSchedule.SquaredCosine, BetaSchedule.Exponential],
    };

    public override int EvaluationsPerStep => 2;

    protected override void Advance(int index, ReadOnlySpan<float> output, ReadOnlySpan<float> noise, Span<float> sample)
    {
        int start = IsFirstEvaluation(index) ? index : index - 1;
        if (Unfused.IsSteep(Sigmas[start], Sigmas[start + 1]))
        {
            AdvanceUnfused(index, start, output, sample);
            return;
        }

        Operands vectors = Vectors(output, noise, sample);
        Linear x = Linear.Sample, halfway = Linear.Kept(0);
        if (IsFirstEvaluation(index))
        {
            double sigma = Sigmas[index], h = Sigmas[index + 1] - sigma;
            Linear d = (x - Denoised(vectors, 1, sigma)) / sigma;
            FusedLinear.Combine(vectors, x + h / 2 * d, Kept(0), x + h * d, sample);
        }
        else
        {
            double sigmaNext = Sigmas[index], h = sigmaNext - Sigmas[index - 1];
            Linear d = (x - Denoised(vectors, 1, sigmaNext)) / sigmaNext;
            FusedLinear.Combine(vectors, halfway + h / 2 * d, sample);
        }
    }

    private void AdvanceUnfused(int index, int start, ReadOnlySpan<float> output, Span<float> sample)
    {
        Span<float> x = Kept(0), slope = Kept(1), next = Kept(2);
        float h = Sigmas[start + 1] - Sigmas[start];
        if (index == start)
        {
            UnfusedNoise(1, Sigmas[index], output, sample, slope);
            sample.CopyTo(x);
            Unfused.Combine(1, x, h, slope, sample);
        }
        else
        {
            UnfusedNoise(1, Sigmas[index], output, sample, next);
            TensorPrimitives.Add(slope, next, next);
            TensorPrimitives.Divide(next, 2, next);
            Unfused.Combine(1, x, h, next, sample);
        }
    }
}
