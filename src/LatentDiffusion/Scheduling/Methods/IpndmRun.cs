using LatentDiffusion.Numerics;

namespace LatentDiffusion.Scheduling;

/// <summary>
/// Improved pseudo linear multistep, the PLMS of Liu et al. 2022 (https://arxiv.org/abs/2202.09778, equation 12) on the cosine schedule of
/// https://github.com/crowsonkb/v-diffusion-pytorch, for models that predict the velocity and take a time from 1 to 0.
/// </summary>
internal sealed class IpndmRun : LinearRun
{
    private const int Order = 4;
    private readonly float[] _alphas, _betas;

    private IpndmRun(ScheduleRequest request, float[] timesteps, float[] alphas, float[] betas)
        : base(timesteps, [], request, PredictionType.VPrediction, kept: Order) => (_alphas, _betas) = (alphas, betas);

    /// <summary>The catalogue's entry.</summary>
    public static SchedulerKind Kind { get; } = new(
        "IPNDMScheduler",
        [Option.NumTrainTimesteps, Option.TrainedBetas],
        new SchedulerOptions { NumTrainTimesteps = 1000 },
        Make);

    public override (double Signal, double Noise) NoiseLevel(int index) => (_alphas[index], _betas[index]);

    protected override void Advance(int index, ReadOnlySpan<float> output, ReadOnlySpan<float> noise, Span<float> sample)
    {
        Operands vectors = Vectors(output, noise, sample);
        double alpha = _alphas[index], sigma = _betas[index], alphaNext = _alphas[index + 1], sigmaNext = _betas[index + 1];
        Linear x = Linear.Sample, e0 = sigma * x + alpha * Linear.Output;

        ShiftKept(Order);
        Linear e1 = Linear.Kept(1), e2 = Linear.Kept(2), e3 = Linear.Kept(3);
        Linear e = (index - Begin) switch
        {
            0 => e0,
            1 => (3 * e0 - e1) / 2,
            2 => (23 * e0 - 16 * e1 + 5 * e2) / 12,
            _ => (55 * e0 - 59 * e1 + 37 * e2 - 9 * e3) / 24,
        };
        Linear x0 = (x - sigma * e) / Math.Max(alpha, 1e-8);
        FusedLinear.Combine(vectors, e0, Kept(0), alphaNext * x0 + sigmaNext * e, sample);
    }

    private static IpndmRun Make(ScheduleRequest request, SchedulerOptions options)
    {
        if (options.TrainedBetas is { } trained && trained.Count < 2)
            throw new ArgumentException(
                "'trained_betas' must be at least two numbers: one for each step, and one for the end.",
                nameof(options));
        float[] betas = options.TrainedBetas is { } given ? SigmaSchedule.Single(given) : Array.ConvertAll(Times(request.Steps), Beta);
        float[] alphas = Array.ConvertAll(betas, beta => MathF.Sqrt(1 - beta * beta));
        float[] timesteps = new float[betas.Length - 1];
        for (int i = 0; i < timesteps.Length; i++) timesteps[i] = SingleMath.Atan2(betas[i], alphas[i]) / MathF.PI * 2;
        return new IpndmRun(request, timesteps, alphas, betas);
    }

    /// <summary>From 1 down to 0.</summary>
    private static float[] Times(int steps) => SingleMath.Linspace(1, 0, steps + 1);

    private static float Beta(float time)
    {
        float sine = SingleMath.Sin(time * MathF.PI / 2);
        return sine * sine;
    }
}
