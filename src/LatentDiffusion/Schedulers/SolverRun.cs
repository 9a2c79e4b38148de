namespace LatentDiffusion;

/// <summary>Base of the runs that solve in half log-SNR: what a model's output means at a point of their schedule.</summary>
internal abstract class SolverRun : LinearRun
{
    /// <summary>Vectors that an unfused step needs besides: the noise and two differences.</summary>
    private const int Scratch = 3;

    private readonly bool _isUnfused;
    private readonly int _scratch;

    /// <summary>Makes a run.</summary>
    /// <param name="schedule">The points.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="options">Complete options.</param>
    /// <param name="kept">Number of vectors that live from step to step.</param>
    /// <param name="limit">Limit of the clean sample, or null.</param>
    /// <param name="predictsNoise">
    /// Whether steps are made of the noise: where one is steep, it and the sample nearly cancel, and all is rounded as torch does.
    /// </param>
    protected SolverRun(
        SolverSchedule schedule,
        ScheduleRequest request,
        SchedulerOptions options,
        int kept,
        SampleLimit? limit,
        bool predictsNoise = false)
        : base(
            schedule.Timesteps,
            schedule.Sigmas,
            request,
            options.PredictionType!.Value,
            kept + (predictsNoise && schedule.IsSteep ? Scratch : 0),
            limit,
            LearnsVariance(options))
    {
        Points = schedule;
        _isUnfused = predictsNoise && schedule.IsSteep;
        _scratch = kept;
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
        if (!_isUnfused)
            return HasLimit || isFlow ? (Linear.Sample - alpha * Denoised(vectors, alpha, sigma)) / sigma : NoiseEstimate(alpha, sigma);
        Span<float> noise = Kept(_scratch);
        Unfused.NoiseEstimate(Predicts, alpha, sigma, vectors.Output, vectors.Sample, noise);
        LimitNoise(alpha, sigma, vectors.Sample, noise);
        return Linear.Kept(_scratch);
    }

    /// <summary>The difference of two values of the model. Unfused it is taken first, because what they have in common is large.</summary>
    /// <param name="vectors">The vectors of this step.</param>
    /// <param name="a">The first.</param>
    /// <param name="b">The second.</param>
    /// <param name="place">0 or 1: differences with the same place exclude each other.</param>
    protected Linear Difference(in Operands vectors, in Linear a, in Linear b, int place = 0)
    {
        if (!_isUnfused) return a - b;
        FusedLinear.Combine(vectors, a - b, Kept(_scratch + 1 + place));
        return Linear.Kept(_scratch + 1 + place);
    }

    /// <summary>Evaluates the next sample.</summary>
    protected void Evaluate(in Operands vectors, in Linear next, Span<float> sample) =>
        FusedLinear.Combine(vectors, next, sample, _isUnfused);

    /// <summary>Evaluates a sample, and then the model's value, which is kept: in one pass where that is possible.</summary>
    protected void Evaluate(in Operands vectors, in Linear next, Span<float> sample, in Linear model, Span<float> kept)
    {
        if (!_isUnfused)
        {
            FusedLinear.Combine(vectors, next, sample, model, kept);
            return;
        }

        Evaluate(vectors, next, sample);
        Evaluate(vectors, model, kept); // it stands on its own: see NoiseAt
    }

    /// <summary>The order that options ask for.</summary>
    /// <exception cref="ArgumentException">It is not 1, 2 or 3.</exception>
    protected static int OrderIn(SchedulerOptions options) => options.SolverOrder is 1 or 2 or 3
        ? options.SolverOrder.Value
        : throw new ArgumentException($"solver_order {options.SolverOrder} must be 1, 2 or 3.", nameof(options));

    private static bool LearnsVariance(SchedulerOptions options) =>
        options is { VarianceType: "learned" or "learned_range", PredictionType: PredictionType.Epsilon };
}
