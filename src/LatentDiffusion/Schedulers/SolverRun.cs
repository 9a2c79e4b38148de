namespace LatentDiffusion;

/// <summary>Base of the runs that solve in half log-SNR: what a model's output means at a point of their schedule.</summary>
internal abstract class SolverRun : LinearRun
{
    /// <summary>Makes a run.</summary>
    /// <param name="schedule">The points.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="options">Complete options.</param>
    /// <param name="kept">Number of vectors that live from step to step.</param>
    /// <param name="limit">Limit of the clean sample, or null.</param>
    protected SolverRun(SolverSchedule schedule, ScheduleRequest request, SchedulerOptions options, int kept, SampleLimit? limit)
        : base(schedule.Timesteps, schedule.Sigmas, request, options.PredictionType!.Value, kept, limit, LearnsVariance(options))
    {
        Points = schedule;
    }

    /// <summary>All that these solvers can make of a model's output.</summary>
    public static PredictionType[] AllPredictions { get; } =
        [PredictionType.Epsilon, PredictionType.Sample, PredictionType.VPrediction, PredictionType.FlowPrediction];

    /// <summary>The points.</summary>
    protected SolverSchedule Points { get; }

    public override (double Signal, double Noise) NoiseLevel(int index) => Points.Level(index);

    protected override Linear DenoisedAt(int index, in Operands vectors)
    {
        var (alpha, sigma) = Points.Level(index);
        if (Predicts == PredictionType.FlowPrediction) sigma = Sigmas[index]; // as in diffusers, also without levels of a flow
        return Denoised(vectors, alpha, sigma);
    }

    /// <summary>The noise at a point, as it follows from the clean sample where that is limited.</summary>
    protected Linear NoiseAt(int index, in Operands vectors)
    {
        var (alpha, sigma) = Points.Level(index);
        bool isFlow = Predicts == PredictionType.FlowPrediction;
        if (isFlow) sigma = Sigmas[index];
        return HasLimit || isFlow ? (Linear.Sample - alpha * Denoised(vectors, alpha, sigma)) / sigma : NoiseEstimate(alpha, sigma);
    }

    /// <summary>The order that options ask for.</summary>
    /// <exception cref="ArgumentException">It is not 1, 2 or 3.</exception>
    protected static int OrderIn(SchedulerOptions options) => options.SolverOrder is 1 or 2 or 3
        ? options.SolverOrder.Value
        : throw new ArgumentException($"solver_order {options.SolverOrder} must be 1, 2 or 3.", nameof(options));

    private static bool LearnsVariance(SchedulerOptions options) =>
        options is { VarianceType: "learned" or "learned_range", PredictionType: PredictionType.Epsilon };
}
