using LatentDiffusion.Numerics;

namespace LatentDiffusion.Scheduling;

/// <summary>
/// Linear multistep (Adams-Bashforth) in the noise level: the slopes of up to four points are integrated through Lagrange's polynomial, as
/// in k-diffusion's <c>sample_lms</c> (https://github.com/crowsonkb/k-diffusion). For the orders see Hairer et al., Solving ODEs I, III.1.
/// </summary>
internal sealed class LmsDiscreteRun : SigmaRun
{
    private const int Order = 4;

    /// <summary>Below this level diffusers divides the roundings of a slope by so little that they show in the sample.</summary>
    private const double SmallSigma = 0.1;

    private readonly double[][] _coefficients;

    private LmsDiscreteRun(ScheduleRequest request, SchedulerOptions options, float[] timesteps, float[] sigmas)
        : base(timesteps, sigmas, request, options, kept: Order, roundsEach: sigmas[^2] < SmallSigma)
    {
        _coefficients = new double[timesteps.Length][];
        for (int t = 0; t < timesteps.Length; t++) _coefficients[t] = Coefficients(sigmas, t, Math.Min(t + 1, Order));
    }

    /// <summary>The catalogue's entry.</summary>
    public static SchedulerKind Kind { get; } = new(
        "LMSDiscreteScheduler",
        [.. OptionGroups.Betas, .. OptionGroups.Spacing, .. OptionGroups.SigmaSpacing, Option.PredictionType],
        new SchedulerOptions
        {
            NumTrainTimesteps = 1000, BetaStart = 0.0001, BetaEnd = 0.02, BetaSchedule = BetaSchedule.Linear,
            PredictionType = PredictionType.Epsilon, TimestepSpacing = TimestepSpacing.Linspace, StepsOffset = 0,
        },
        (request, options) =>
        {
            SigmaSchedule schedule = SigmaSchedule.From(request, SigmaSpacing.WithOwnEndsOfKarras(options), SigmaGrid.From(options));
            return new LmsDiscreteRun(
                request, options, SigmaSchedule.Single(schedule.Timesteps), SigmaSchedule.Single([.. schedule.Sigmas, 0]));
        });

    protected override void Advance(int index, ReadOnlySpan<float> output, ReadOnlySpan<float> noise, Span<float> sample)
    {
        Operands vectors = Vectors(output, noise, sample, Sigmas[index] < SmallSigma);
        Linear d = Slope(index, vectors), next = Linear.Sample;
        ReadOnlySpan<double> c = _coefficients[index];
        ShiftKept(Order); // now 1, 2, 3 are the slopes of the points before, or zeros where the run begins later
        for (int j = 1; j < c.Length; j++) next += c[j] * Linear.Kept(j);
        FusedLinear.Combine(vectors, d, Kept(0), next + c[0] * d, sample);
    }

    /// <summary>Integrals over the step of the Lagrange polynomials, which are of third degree at most.</summary>
    private static double[] Coefficients(float[] sigmas, int t, int order)
    {
        double[] integrals = new double[order];
        for (int j = 0; j < order; j++)
        {
            int current = j;
            integrals[j] = Quadrature.OfCubic(tau => Polynomial(tau, current), sigmas[t], sigmas[t + 1]);
        }

        return integrals;

        double Polynomial(double tau, int current)
        {
            double product = 1;
            for (int k = 0; k < order; k++)
                if (k != current) product *= (tau - sigmas[t - k]) / (sigmas[t - current] - (double)sigmas[t - k]);
            return product;
        }
    }
}
