using LatentDiffusion.Numerics;

namespace LatentDiffusion.Scheduling;

/// <summary>
/// DPM-Solver++ multistep (Lu et al. 2022, https://arxiv.org/abs/2211.01095, algorithm 2), and DPM-Solver (Lu et al. 2022,
/// https://arxiv.org/abs/2206.00927) with a history in place of evaluations within the step.
/// </summary>
internal class DpmSolverMultistepRun : SolverRun
{
    private readonly DpmSolverFormula _formula;
    private readonly int _order;
    private readonly bool _firstOrderAtEnd;
    private readonly bool _secondOrderBeforeEnd;

    /// <summary>Makes a run over given points.</summary>
    /// <exception cref="ArgumentException">A formula that does not exist, or does not go with the other options.</exception>
    protected DpmSolverMultistepRun(
        SolverSchedule schedule,
        ScheduleRequest request,
        SchedulerOptions options,
        DpmSolverFormula formula,
        bool hasStochasticThirdOrder = true)
        : base(
            schedule,
            request,
            options,
            kept: options.SolverOrder!.Value - 1,
            SampleLimit.From(options, request),
            predictsNoise: !formula.PredictsData)
    {
        (_formula, _order) = (formula, options.SolverOrder!.Value);
        _secondOrderBeforeEnd = options.LowerOrderFinal == true && schedule.Timesteps.Length < 15;
        _firstOrderAtEnd = _secondOrderBeforeEnd || options.EulerAtFinal == true || options.FinalSigmasType == FinalSigmasType.Zero;
        bool lacksThirdOrder = formula.IsStochastic && !(formula.PredictsData && hasStochasticThirdOrder);
        if (lacksThirdOrder && Enumerable.Range(0, Timesteps.Length).Any(i => OrderAt(i) == 3))
        {
            string name = OptionVocabulary.AlgorithmTypes.Of(options.AlgorithmType!.Value)!;
            throw new ArgumentException(
                $"'algorithm_type' '{name}' of third order is not implemented; choose 'solver_order' 1 or 2.", nameof(options));
        }
    }

    /// <summary>The catalogue's entry.</summary>
    public static SchedulerKind Kind { get; } = new(
        "DPMSolverMultistepScheduler",
        [
            .. OptionGroups.Betas, .. OptionGroups.Spacing, .. OptionGroups.SigmaSpacing, .. OptionGroups.Thresholding,
            .. OptionGroups.Flow, .. OptionGroups.DynamicShift, Option.PredictionType, Option.SolverOrder, Option.AlgorithmType,
            Option.SolverType, Option.LowerOrderFinal, Option.EulerAtFinal, Option.UseLuLambdas, Option.FinalSigmasType,
            Option.LambdaMinClipped, Option.VarianceType, Option.RescaleBetasZeroSnr,
        ],
        new SchedulerOptions
        {
            NumTrainTimesteps = 1000, BetaStart = 0.0001, BetaEnd = 0.02, BetaSchedule = BetaSchedule.Linear,
            PredictionType = PredictionType.Epsilon, TimestepSpacing = TimestepSpacing.Linspace, StepsOffset = 0,
            SolverOrder = 2, AlgorithmType = AlgorithmType.DpmSolverPlusPlus, SolverType = SolverType.Midpoint, LowerOrderFinal = true,
            FinalSigmasType = FinalSigmasType.Zero, FlowShift = 1, TimeShiftType = TimeShiftType.Exponential,
        },
        Make)
    {
        Predictions = AllPredictions,
        Algorithms = DpmSolverFormula.Algorithms,
        TakesTimesteps = true,
    };

    public override bool NeedsNoise(int index) => _formula.IsStochastic;

    protected override void Advance(int index, ReadOnlySpan<float> output, ReadOnlySpan<float> noise, Span<float> sample)
    {
        Operands vectors = Vectors(output, noise, sample, RoundsEach(index, index + 1));
        DpmSolverStep step = _formula.Step(Points, index, index + 1);
        Linear x = Linear.Sample, m0 = _formula.PredictsData ? DenoisedAt(index, vectors) : NoiseAt(index, vectors);
        Linear next = OrderAt(index) switch
        {
            1 => step.First(x, m0),
            2 => step.Second(x, m0, FirstDifference(index, vectors, m0, step.H)),
            _ => ThirdOrder(index, vectors, step, m0),
        };
        if (_order == 1)
        {
            FusedLinear.Combine(vectors, next, sample);
            return;
        }

        // The new value takes the place of the oldest, in the pass that reads it for the last time.
        FusedLinear.Combine(vectors, next, sample, m0, Kept(_order - 2));
        ShiftKept(_order - 1);
    }

    private int OrderAt(int index)
    {
        int left = Timesteps.Length - index;
        if (left == 1 && _firstOrderAtEnd) return 1;
        int order = Math.Min(_order, index - Begin + 1);
        return left == 2 && _secondOrderBeforeEnd ? Math.Min(order, 2) : order;
    }

    /// <summary>The model's first derivative times h, from its value at this point and the one before.</summary>
    private Linear FirstDifference(int index, in Operands vectors, in Linear m0, float h)
    {
        float r0 = (Points.Lambda(index) - Points.Lambda(index - 1)) / h;
        return Stage(vectors, m0 - Linear.Kept(0)) / r0;
    }

    private Linear ThirdOrder(int index, in Operands vectors, DpmSolverStep step, in Linear m0)
    {
        float r0 = (Points.Lambda(index) - Points.Lambda(index - 1)) / step.H;
        float r1 = (Points.Lambda(index - 1) - Points.Lambda(index - 2)) / step.H;
        Linear m1 = Linear.Kept(0), m2 = Linear.Kept(1);
        Linear d10 = Stage(vectors, m0 - m1) / r0, d11 = Stage(vectors, m1 - m2) / r1, d2 = (d10 - d11) / (r0 + r1);
        return step.Third(Linear.Sample, m0, d10 + r0 * d2, d2);
    }

    /// <summary>A run over given points.</summary>
    /// <exception cref="ArgumentException">A formula that does not exist, or does not go with the other options.</exception>
    public static DpmSolverMultistepRun Over(SolverSchedule schedule, ScheduleRequest request, SchedulerOptions options) =>
        new(schedule, request, options, DpmSolverFormula.From(options));

    private static DpmSolverMultistepRun Make(ScheduleRequest request, SchedulerOptions options) =>
        Over(SolverSchedule.Make(request, options, roundTimesteps: options.BetaSchedule != BetaSchedule.SquaredCosine), request, options);
}
