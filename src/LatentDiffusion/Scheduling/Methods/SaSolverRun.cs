using LatentDiffusion.Numerics;

namespace LatentDiffusion.Scheduling;

/// <summary>
/// Stochastic Adams solver: Xue et al. 2023 (https://arxiv.org/abs/2309.05019), algorithm 1: an Adams-Bashforth predictor (equation 14)
/// and an Adams-Moulton corrector (equation 17) of the SDE with noise strength tau, which is 1 at timesteps 200 to 800 and else 0, as in
/// diffusers.
/// </summary>
internal sealed class SaSolverRun : SolverRun
{
    private readonly int _history;
    private readonly int _predictorOrder;
    private readonly int _correctorOrder;
    private readonly bool _predictsData;
    private readonly bool _lowerOrderAtEnd;
    private readonly NoiseSchedule _training;
    private int _lastCorrectorOrder;

    private SaSolverRun(SolverSchedule schedule, ScheduleRequest request, SchedulerOptions options, int history)
        : base(
            schedule, request, options, kept: history + 2, SampleLimit.From(options, request),
            predictsNoise: options.AlgorithmType == AlgorithmType.NoisePrediction)
    {
        (_history, _predictorOrder, _correctorOrder) = (history, options.PredictorOrder!.Value, options.CorrectorOrder!.Value);
        _predictsData = options.AlgorithmType == AlgorithmType.DataPrediction;
        _lowerOrderAtEnd = options.LowerOrderFinal!.Value;
        _training = NoiseSchedule.Of(options);
    }

    /// <summary>The catalogue's entry.</summary>
    public static SchedulerKind Kind { get; } = new(
        "SASolverScheduler",
        [
            .. OptionGroups.Betas, .. OptionGroups.Spacing, .. OptionGroups.SigmaSpacing, .. OptionGroups.Thresholding,
            .. OptionGroups.Flow, Option.PredictionType, Option.PredictorOrder, Option.CorrectorOrder, Option.AlgorithmType,
            Option.LowerOrderFinal, Option.LambdaMinClipped, Option.VarianceType,
        ],
        new SchedulerOptions
        {
            NumTrainTimesteps = 1000, BetaStart = 0.0001, BetaEnd = 0.02, BetaSchedule = BetaSchedule.Linear,
            PredictionType = PredictionType.Epsilon, TimestepSpacing = TimestepSpacing.Linspace, StepsOffset = 0,
            PredictorOrder = 2, CorrectorOrder = 2, AlgorithmType = AlgorithmType.DataPrediction, LowerOrderFinal = true, FlowShift = 1,
        },
        Make)
    {
        Predictions = AllPredictions,
        Algorithms = [AlgorithmType.DataPrediction, AlgorithmType.NoisePrediction],
    };

    public override bool NeedsNoise(int index) => true;

    /// <summary>diffusers noises images by the training noise here, also where the levels of the run lie elsewhere.</summary>
    public override (double Signal, double Noise) NoiseLevel(int index) => _training.Level((int)Timesteps[index]);

    protected override void Advance(int index, ReadOnlySpan<float> output, ReadOnlySpan<float> noise, Span<float> sample)
    {
        Operands vectors = Vectors(output, noise, sample, RoundsEach(index, index + 1));
        Linear lastSample = Linear.Kept(_history), lastNoise = Linear.Kept(_history + 1);
        Linear model = _predictsData ? DenoisedAt(index, vectors) : NoiseAt(index, vectors), x = Linear.Sample;
        if (index > Begin)
        {
            SaSolverStep correct = StepTo(index, index, _lastCorrectorOrder);
            x = correct.Advance(lastSample, lastNoise) + correct.Weight(0) * model;
            for (int i = 1; i < _lastCorrectorOrder; i++) x += correct.Weight(i) * Linear.Kept(i - 1);
        }

        FusedLinear.Combine(vectors, x, Kept(_history), model, Kept(_history - 1)); // over the oldest value, which becomes the newest
        ShiftKept(_history);

        int left = Timesteps.Length - index, done = index - Begin;
        int order = Math.Min(_lowerOrderAtEnd ? Math.Min(_predictorOrder, left) : _predictorOrder, done + 1);
        _lastCorrectorOrder = Math.Min(_lowerOrderAtEnd ? Math.Min(_correctorOrder, left + 1) : _correctorOrder, done + 2);
        SaSolverStep predict = StepTo(index + 1, index, order);
        Linear next = predict.Advance(lastSample, Linear.Noise);
        for (int i = 0; i < order; i++) next += predict.Weight(i) * Linear.Kept(i);
        if (predict.IsStochastic) noise.CopyTo(Kept(_history + 1));
        FusedLinear.Combine(vectors, next, sample);
    }

    /// <summary>The step that ends at a point, with a polynomial through the values at the newest points.</summary>
    private SaSolverStep StepTo(int to, int newest, int order)
    {
        bool isStochastic = Timesteps[to - 1] is >= 200 and <= 800;
        return new SaSolverStep(Points, to, newest, order, isStochastic, _predictsData);
    }

    private static SaSolverRun Make(ScheduleRequest request, SchedulerOptions options)
    {
        if (options is { AlgorithmType: AlgorithmType.NoisePrediction, PredictionType: PredictionType.FlowPrediction })
            throw new ArgumentException("prediction_type 'flow_prediction' needs algorithm_type 'data_prediction'.", nameof(options));
        int history = Math.Max(options.PredictorOrder!.Value, options.CorrectorOrder!.Value - 1);
        return new(SolverSchedule.Make(request, options, repeatLast: true), request, options, history);
    }
}
