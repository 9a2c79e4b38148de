using LatentDiffusion.Numerics;

namespace LatentDiffusion.Scheduling;

/// <summary>
/// Unified predictor-corrector: Zhao et al. 2023 (https://arxiv.org/abs/2302.04867), algorithms 1 and 2 (UniC after every step, UniP as the
/// step). The corrector uses the evaluation that the predictor needs anyway: it goes back to the last sample and takes the last step again.
/// </summary>
internal sealed class UniPcMultistepRun : SolverRun
{
    private readonly int _order;
    private readonly bool _predictsData;
    private readonly bool _isBh1;
    private readonly bool _lowerOrderAtEnd;
    private readonly int[] _uncorrected;
    private int _lastOrder;

    private UniPcMultistepRun(SolverSchedule schedule, ScheduleRequest request, SchedulerOptions options)
        : base(
            schedule,
            request,
            options,
            kept: options.SolverOrder!.Value + 1,
            options.PredictX0 == true ? SampleLimit.From(options, request) : null)
    {
        _order = options.SolverOrder!.Value;
        _predictsData = options.PredictX0!.Value;
        _isBh1 = options.SolverType == SolverType.Bh1;
        _lowerOrderAtEnd = options.LowerOrderFinal!.Value;
        _uncorrected = [.. options.DisableCorrector ?? []];
    }

    /// <summary>The catalogue's entry.</summary>
    public static SchedulerKind Kind { get; } = new(
        "UniPCMultistepScheduler",
        [
            .. OptionGroups.Betas, .. OptionGroups.Spacing, .. OptionGroups.SigmaSpacing, .. OptionGroups.Thresholding,
            .. OptionGroups.Flow, .. OptionGroups.DynamicShift, Option.PredictionType, Option.SolverOrder, Option.SolverType,
            Option.PredictX0, Option.LowerOrderFinal, Option.DisableCorrector, Option.FinalSigmasType, Option.RescaleBetasZeroSnr,
            Option.ShiftTerminal,
        ],
        new SchedulerOptions
        {
            NumTrainTimesteps = 1000, BetaStart = 0.0001, BetaEnd = 0.02, BetaSchedule = BetaSchedule.Linear,
            PredictionType = PredictionType.Epsilon, TimestepSpacing = TimestepSpacing.Linspace, StepsOffset = 0,
            SolverOrder = 2, SolverType = SolverType.Bh2, PredictX0 = true, LowerOrderFinal = true, FinalSigmasType = FinalSigmasType.Zero,
            FlowShift = 1, TimeShiftType = TimeShiftType.Exponential,
        },
        Make) { Predictions = AllPredictions, TakesSigmas = true };

    protected override void Advance(int index, ReadOnlySpan<float> output, ReadOnlySpan<float> noise, Span<float> sample)
    {
        Operands vectors = Vectors(output, noise, sample);
        Linear last = Linear.Kept(_order), model = _predictsData ? DenoisedAt(index, vectors) : NoiseAt(index, vectors);
        bool corrects = index > Begin && Array.IndexOf(_uncorrected, index - 1) < 0;
        Linear x = corrects ? Corrected(index, last, model) : Linear.Sample;

        FusedLinear.Combine(vectors, x, Kept(_order), model, Kept(_order - 1)); // over the oldest value, which becomes the newest
        ShiftKept(_order);
        _lastOrder = OrderAt(index);
        FusedLinear.Combine(vectors, Predicted(index, last), sample);
    }

    /// <summary>UniP: from this point to the next, from a polynomial through the last values (algorithm 2).</summary>
    private Linear Predicted(int index, Linear x)
    {
        Linear m0 = Linear.Kept(0), difference = default;
        var step = UniPcStep.Between(Points, index, index + 1, _predictsData, _isBh1);
        Span<float> nodes = stackalloc float[_lastOrder - 1];
        Span<double> weights = stackalloc double[_lastOrder - 1];
        for (int i = 0; i < nodes.Length; i++) nodes[i] = step.Node(Points, index - 1 - i);
        step.Weights(nodes, weights);
        if (weights.Length == 1) weights[0] = 0.5; // to the order of the method, and what the paper's code has
        for (int i = 0; i < nodes.Length; i++) difference += weights[i] / nodes[i] * (Linear.Kept(i + 1) - m0);
        return step.Advance(x, m0, difference);
    }

    /// <summary>UniC: from the last point to this one, with the value here as one more node (algorithm 1).</summary>
    private Linear Corrected(int index, Linear x, Linear model)
    {
        Linear m0 = Linear.Kept(0), difference = default;
        var step = UniPcStep.Between(Points, index - 1, index, _predictsData, _isBh1);
        Span<float> nodes = stackalloc float[_lastOrder];
        Span<double> weights = stackalloc double[_lastOrder];
        for (int i = 0; i < nodes.Length - 1; i++) nodes[i] = step.Node(Points, index - 2 - i);
        nodes[^1] = 1;
        step.Weights(nodes, weights);
        if (weights.Length == 1) weights[0] = 0.5;
        for (int i = 0; i < nodes.Length - 1; i++) difference += weights[i] / nodes[i] * (Linear.Kept(i + 1) - m0);
        return step.Advance(x, m0, difference + weights[^1] * (model - m0));
    }

    private int OrderAt(int index)
    {
        int order = _lowerOrderAtEnd ? Math.Min(_order, Timesteps.Length - index) : _order;
        return Math.Min(order, index - Begin + 1);
    }

    private static UniPcMultistepRun Make(ScheduleRequest request, SchedulerOptions options)
    {
        if (options is { PredictX0: false, PredictionType: PredictionType.FlowPrediction })
            throw new ArgumentException("prediction_type 'flow_prediction' needs predict_x0 true.", nameof(options));
        return new(UniPcSchedule.Make(request, options), request, options);
    }
}
