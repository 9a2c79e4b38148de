using LatentDiffusion.Numerics;

namespace LatentDiffusion.Scheduling;

/// <summary>
/// Diffusion exponential integrator sampler: Zhang and Chen 2022 (https://arxiv.org/abs/2204.13902), equation 15, multistep in log rho.
/// With <c>rho = sigma / alpha</c>, the noise is a polynomial in <c>log rho</c> through its last values, integrated exactly over rho.
/// </summary>
internal sealed class DeisMultistepRun : SolverRun
{
    private readonly int _order;
    private readonly bool _isShort;

    private DeisMultistepRun(SolverSchedule schedule, ScheduleRequest request, SchedulerOptions options)
        : base(schedule, request, options, kept: options.SolverOrder!.Value, SampleLimit.From(options, request), predictsNoise: true)
    {
        _order = options.SolverOrder!.Value;
        _isShort = options.LowerOrderFinal == true && schedule.Timesteps.Length < 15;
    }

    /// <summary>The catalogue's entry.</summary>
    public static SchedulerKind Kind { get; } = new(
        "DEISMultistepScheduler",
        [
            .. OptionGroups.Betas, .. OptionGroups.Spacing, .. OptionGroups.SigmaSpacing, .. OptionGroups.Thresholding,
            .. OptionGroups.Flow, .. OptionGroups.DynamicShift, Option.PredictionType, Option.SolverOrder, Option.AlgorithmType,
            Option.SolverType, Option.LowerOrderFinal,
        ],
        new SchedulerOptions
        {
            NumTrainTimesteps = 1000, BetaStart = 0.0001, BetaEnd = 0.02, BetaSchedule = BetaSchedule.Linear,
            PredictionType = PredictionType.Epsilon, TimestepSpacing = TimestepSpacing.Linspace, StepsOffset = 0,
            SolverOrder = 2, AlgorithmType = AlgorithmType.Deis, SolverType = SolverType.LogRho, LowerOrderFinal = true,
            FlowShift = 1, TimeShiftType = TimeShiftType.Exponential,
        },
        (request, options) => new DeisMultistepRun(SolverSchedule.Make(request, options, repeatLast: true), request, options))
    {
        Predictions = AllPredictions,
        Algorithms = [AlgorithmType.Deis, AlgorithmType.DpmSolver, AlgorithmType.DpmSolverPlusPlus], // all of which stand for the first
    };

    protected override void Advance(int index, ReadOnlySpan<float> output, ReadOnlySpan<float> noise, Span<float> sample)
    {
        ShiftKept(_order);
        Operands vectors = Vectors(output, noise, sample, RoundsEach(index, index + 1));
        var (alpha, sigma) = Points.Level(index);
        if (Predicts == PredictionType.FlowPrediction) sigma = Sigmas[index]; // as in diffusers, also without levels of a flow
        Linear m0 = NoiseBeside(vectors, DenoisedAt(index, vectors), alpha, sigma);
        float alphaNext = Points.Level(index + 1).Alpha;
        int order = OrderAt(index);
        if (order == 1)
        {
            FusedLinear.Combine(vectors, alphaNext / (double)alpha * Linear.Sample - FirstOrder(index) * m0, sample, m0, Kept(0));
            return;
        }

        Span<float> weights = stackalloc float[order];
        Weights(index, weights);
        Linear sum = Stage(vectors, Linear.Sample, alpha) + (double)weights[0] * m0;
        for (int i = 1; i < order; i++) sum += (double)weights[i] * Linear.Kept(i);
        FusedLinear.Combine(vectors, alphaNext * Stage(vectors, sum), sample, m0, Kept(0));
    }

    private float FirstOrder(int index)
    {
        float h = Points.Lambda(index + 1) - Points.Lambda(index);
        return Points.Level(index + 1).Sigma * (SingleMath.Exp(h) - 1);
    }

    /// <summary>Factors of the last values, newest first: the integrals of the polynomials through them.</summary>
    private void Weights(int index, Span<float> weights)
    {
        float from = Rho(index), to = Rho(index + 1), l0 = SingleMath.Log(from), l1 = SingleMath.Log(Rho(index - 1));
        if (weights.Length == 2)
        {
            (weights[0], weights[1]) = (Integral(from, to, l0, l1), Integral(from, to, l1, l0));
            return;
        }

        float l2 = SingleMath.Log(Rho(index - 2));
        weights[0] = Integral(from, to, l0, l1, l2);
        weights[1] = Integral(from, to, l1, l2, l0);
        weights[2] = Integral(from, to, l2, l0, l1);
    }

    private float Rho(int index)
    {
        var (alpha, sigma) = Points.Level(index);
        return sigma / alpha;
    }

    private int OrderAt(int index)
    {
        int order = Math.Min(_order, index - Begin + 1);
        return _isShort ? Math.Min(order, Timesteps.Length - index) : order;
    }

    /// <summary>
    /// Integral over rho of the straight line in log rho that is 1 at l0 and 0 at l1. Single precision loses digits here, so the operations
    /// are diffusers' in their order.
    /// </summary>
    private static float Integral(float from, float to, float l0, float l1)
    {
        float Primitive(float rho) => rho * (-l1 + SingleMath.Log(rho) - 1) / (l0 - l1);
        return Primitive(to) - Primitive(from);
    }

    /// <summary>Integral over rho of the parabola in log rho that is 1 at l0 and 0 at l1 and l2.</summary>
    private static float Integral(float from, float to, float l0, float l1, float l2)
    {
        float Primitive(float rho)
        {
            float l = SingleMath.Log(rho);
            return rho * (l1 * (l2 - l + 1) - l2 * l + l2 + l * l - 2 * l + 2) / ((l0 - l1) * (l0 - l2));
        }

        return Primitive(to) - Primitive(from);
    }
}
