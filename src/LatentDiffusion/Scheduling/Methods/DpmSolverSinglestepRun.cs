using LatentDiffusion.Numerics;

namespace LatentDiffusion.Scheduling;

/// <summary>
/// DPM-Solver++ and DPM-Solver singlestep (Lu et al. 2022, https://arxiv.org/abs/2211.01095, algorithm 1, and
/// https://arxiv.org/abs/2206.00927, algorithms 1 and 2): blocks of one to three evaluations, each of which starts again from the block's
/// first sample, with one order more.
/// </summary>
internal sealed class DpmSolverSinglestepRun : SolverRun
{
    private readonly DpmSolverFormula _formula;
    private readonly int _order;
    private readonly int[] _orders;

    private DpmSolverSinglestepRun(SolverSchedule schedule, ScheduleRequest request, SchedulerOptions options, DpmSolverFormula formula)
        : base(
            schedule,
            request,
            options,
            kept: options.SolverOrder!.Value + 1,
            SampleLimit.From(options, request),
            predictsNoise: !formula.PredictsData)
    {
        (_formula, _order) = (formula, options.SolverOrder!.Value);
        bool endsAtZero = options.FinalSigmasType == FinalSigmasType.Zero;
        _orders = Orders(schedule.Timesteps.Length, _order, options.LowerOrderFinal!.Value, endsAtZero);
    }

    /// <summary>The catalogue's entry.</summary>
    public static SchedulerKind Kind { get; } = new(
        "DPMSolverSinglestepScheduler",
        [
            .. OptionGroups.Betas, .. OptionGroups.SigmaSpacing, .. OptionGroups.Thresholding, .. OptionGroups.Flow,
            .. OptionGroups.DynamicShift, Option.PredictionType, Option.SolverOrder, Option.AlgorithmType, Option.SolverType,
            Option.LowerOrderFinal, Option.FinalSigmasType, Option.LambdaMinClipped, Option.VarianceType,
        ],
        new SchedulerOptions
        {
            NumTrainTimesteps = 1000, BetaStart = 0.0001, BetaEnd = 0.02, BetaSchedule = BetaSchedule.Linear,
            PredictionType = PredictionType.Epsilon, TimestepSpacing = TimestepSpacing.Linspace,
            SolverOrder = 2, AlgorithmType = AlgorithmType.DpmSolverPlusPlus, SolverType = SolverType.Midpoint, LowerOrderFinal = false,
            FinalSigmasType = FinalSigmasType.Zero, FlowShift = 1, TimeShiftType = TimeShiftType.Exponential,
        },
        (request, options) =>
            new DpmSolverSinglestepRun(SolverSchedule.Make(request, options), request, options, DpmSolverFormula.From(options)))
    {
        Predictions = AllPredictions,
        Algorithms =
        [
            AlgorithmType.DpmSolver, AlgorithmType.DpmSolverPlusPlus, AlgorithmType.SdeDpmSolverPlusPlus, AlgorithmType.Deis,
        ],
        TakesTimesteps = true,
    };

    public override bool NeedsNoise(int index) => _formula.IsStochastic;

    protected override void Advance(int index, ReadOnlySpan<float> output, ReadOnlySpan<float> noise, Span<float> sample)
    {
        int order = Math.Min(_orders[index], index - Begin + 1), first = index - order + 1;
        if (order == 1) sample.CopyTo(Kept(_order));
        ShiftKept(_order);
        Operands vectors = Vectors(output, noise, sample, RoundsEach(first, BlockEnd(index)));
        DpmSolverStep step = _formula.Step(Points, first, index + 1);
        Linear x = order == 1 ? Linear.Sample : Linear.Kept(_order), m1 = Linear.Kept(1), m2 = Linear.Kept(2);
        Linear m0 = _formula.PredictsData ? DenoisedAt(index, vectors) : NoiseAt(index, vectors);
        Linear next;
        if (order == 1)
        {
            next = step.First(x, m0);
        }
        else if (order == 2)
        {
            float r0 = Fraction(index, first, step.H);
            next = step.Second(x, m1, Stage(vectors, m0 - m1) / r0);
        }
        else
        {
            float r0 = Fraction(index, first, step.H), r1 = Fraction(index - 1, first, step.H);
            Linear d10 = Stage(vectors, m1 - m2) / r1, d11 = Stage(vectors, m0 - m2) / r0;
            next = _formula.IsHeun
                ? step.Third(x, m2, (r0 * d10 - r1 * d11) / (r0 - r1), 2 / (r0 - r1) * (d11 - d10))
                : step.Third(x, m2, d11, default);
        }

        FusedLinear.Combine(vectors, next, sample, m0, Kept(0));
    }

    /// <summary>The point that the block of another leads to.</summary>
    private int BlockEnd(int index)
    {
        int end = index + 1;
        while (end < _orders.Length && _orders[end] > 1) end++;
        return end;
    }

    /// <summary>Where a point lies within the block, as a part of its step in half log-SNR.</summary>
    private float Fraction(int index, int first, float h) => (Points.Lambda(index) - Points.Lambda(first)) / h;

    /// <summary>The order of each step: 1 to the solver's, over and over, with fewer at the end where the steps do not divide.</summary>
    private static int[] Orders(int steps, int order, bool lowerAtEnd, bool endsAtZero)
    {
        int[] orders = [.. Enumerable.Range(0, steps).Select(i => i % order + 1)];
        if (endsAtZero || (lowerAtEnd && steps % order == 0)) orders[^1] = 1;
        return orders;
    }
}
