using LatentDiffusion.Numerics;

namespace LatentDiffusion.Scheduling;

/// <summary>Base of the runs that solve in half log-SNR: what a model's output means at a point of their schedule.</summary>
internal abstract class SolverRun : LinearRun
{
    /// <summary>The noise, and what it may be made of, and two differences of it.</summary>
    private const int NoiseStages = 5;

    private readonly bool _predictsNoise;

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
            kept,
            limit,
            LearnsVariance(options),
            stages: predictsNoise && schedule.HasSteepStep ? NoiseStages : 0)
    {
        (Points, _predictsNoise) = (schedule, predictsNoise);
    }

    /// <summary>All that these solvers can make of a model's output.</summary>
    public static PredictionType[] AllPredictions { get; } =
        [PredictionType.Epsilon, PredictionType.Sample, PredictionType.VPrediction, PredictionType.FlowPrediction];

    /// <summary>The points.</summary>
    protected SolverSchedule Points { get; }

    /// <summary>Whether every operation of the step between two points is rounded, as torch does.</summary>
    protected bool RoundsEach(int from, int to) => _predictsNoise && Points.IsSteep(from, to);

    /// <summary>Factors of the clean part and the noise in the sample that the last step leads to.</summary>
    internal (double Signal, double Noise) End => Points.Level(Timesteps.Length);

    public override (double Signal, double Noise) NoiseLevel(int index) => Points.Level(index);

    protected override Linear DenoisedAt(int index, in Operands vectors)
    {
        var (alpha, sigma) = Points.Level(index);
        if (Predicts == PredictionType.FlowPrediction) sigma = Sigmas[index]; // as in diffusers, also without levels of a flow
        return Denoised(vectors, alpha, sigma);
    }

    /// <summary>The noise at a point; where the clean sample is limited, the noise that is left beside it.</summary>
    protected Linear NoiseAt(int index, in Operands vectors)
    {
        var (alpha, sigma) = Points.Level(index);
        Linear noise = NoiseEstimate(vectors, alpha, sigma);
        if (!HasLimit) return noise;
        Linear x0 = Limited(vectors, Stage(vectors, Linear.Sample - sigma * noise, alpha));
        return NoiseBeside(vectors, x0, alpha, sigma);
    }

    private static bool LearnsVariance(SchedulerOptions options) =>
        options is { VarianceType: VarianceType.Learned or VarianceType.LearnedRange, PredictionType: PredictionType.Epsilon };
}
