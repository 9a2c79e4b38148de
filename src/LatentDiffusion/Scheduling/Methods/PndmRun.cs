using LatentDiffusion.Numerics;

namespace LatentDiffusion.Scheduling;

/// <summary>
/// Pseudo numerical methods: Liu et al. 2022 (https://arxiv.org/abs/2202.09778). A linear multistep method (PLMS, equation 12) that starts
/// with pseudo Runge-Kutta steps (PRK, equation 13), or without them with one step taken twice.
/// </summary>
internal sealed class PndmRun : LinearRun
{
    private const int CurrentSample = 3, Mean = 4; // kept vectors; the first three are the last noises, newest first

    private readonly NoiseSchedule _schedule;
    private readonly float _finalAlphaCumprod;
    private readonly int _stride;
    private readonly int _prkPoints;
    private int _history;

    private PndmRun(ScheduleRequest request, SchedulerOptions options, float[] timesteps)
        : base(timesteps, [], request, options.PredictionType!.Value, kept: 5)
    {
        _schedule = NoiseSchedule.Of(options);
        _finalAlphaCumprod = options.SetAlphaToOne!.Value ? 1 : _schedule.AlphasCumprod[0];
        _stride = options.NumTrainTimesteps!.Value / request.Steps;
        _prkPoints = options.SkipPrkSteps!.Value ? 0 : PndmTimesteps.PrkPoints;
    }

    /// <summary>The catalogue's entry.</summary>
    public static SchedulerKind Kind { get; } = new(
        "PNDMScheduler",
        [.. OptionGroups.Betas, .. OptionGroups.Spacing, Option.PredictionType, Option.SkipPrkSteps, Option.SetAlphaToOne],
        new SchedulerOptions
        {
            NumTrainTimesteps = 1000, BetaStart = 0.0001, BetaEnd = 0.02, BetaSchedule = BetaSchedule.Linear,
            PredictionType = PredictionType.Epsilon, TimestepSpacing = TimestepSpacing.Leading, StepsOffset = 0,
            SkipPrkSteps = false, SetAlphaToOne = false,
        },
        (request, options) => new PndmRun(request, options, PndmTimesteps.Make(request, options)))
    {
        Predictions = [PredictionType.Epsilon, PredictionType.VPrediction],
    };

    public override (double Signal, double Noise) NoiseLevel(int index) => _schedule.Level((int)Timesteps[index]);

    protected override void Advance(int index, ReadOnlySpan<float> output, ReadOnlySpan<float> noise, Span<float> sample)
    {
        Operands vectors = Vectors(output, noise, sample);
        if (index - Begin < _prkPoints) RungeKutta(index, vectors, sample);
        else Multistep(index, vectors, sample);
    }

    /// <summary>One of four evaluations of a Runge-Kutta step: at its start, twice in the middle, at its end.</summary>
    private void RungeKutta(int index, in Operands vectors, Span<float> sample)
    {
        int stage = (index - Begin) % 4, start = (int)Timesteps[index - Begin - stage];
        int end = (int)Timesteps[index] - (stage % 2 == 0 ? _stride / 2 : 0);
        Linear m = Linear.Output, x = Linear.Kept(CurrentSample), mean = Linear.Kept(Mean);
        switch (stage)
        {
            case 0:
                sample.CopyTo(Kept(CurrentSample));
                Remember(vectors, Transfer(x, start, end, m), sample);
                break;
            case 1:
                FusedLinear.Combine(vectors, Transfer(x, start, end, m), sample, Linear.Kept(0) / 6 + m / 3, Kept(Mean));
                break;
            case 2:
                FusedLinear.Combine(vectors, Transfer(x, start, end, m), sample, mean + m / 3, Kept(Mean));
                break;
            default:
                FusedLinear.Combine(vectors, Transfer(x, start, end, mean + m / 6), sample);
                break;
        }
    }

    /// <summary>A step with the Adams-Bashforth weights of as many noises as there are.</summary>
    private void Multistep(int index, in Operands vectors, Span<float> sample)
    {
        int t = (int)Timesteps[index];
        Linear x = Linear.Sample, e0 = Linear.Output, e1 = Linear.Kept(0), e2 = Linear.Kept(1), e3 = Linear.Kept(2);
        if (index - Begin == 1 && _prkPoints == 0)
        {
            // The first step once more, with the mean of the noise at its two ends.
            FusedLinear.Combine(vectors, Transfer(Linear.Kept(CurrentSample), t + _stride, t, (e0 + e1) / 2), sample);
            return;
        }

        if (_history == 0) sample.CopyTo(Kept(CurrentSample));
        Linear e = _history switch
        {
            0 => e0,
            1 => (3 * e0 - e1) / 2,
            2 => (23 * e0 - 16 * e1 + 5 * e2) / 12,
            _ => (55 * e0 - 59 * e1 + 37 * e2 - 9 * e3) / 24,
        };
        Remember(vectors, Transfer(x, t, t - _stride, e), sample);
    }

    /// <summary>Steps, and keeps the output, in place of the oldest.</summary>
    private void Remember(in Operands vectors, in Linear next, Span<float> sample)
    {
        FusedLinear.Combine(vectors, next, sample, Linear.Output, Kept(2));
        ShiftKept(3);
        _history++;
    }

    /// <summary>The transfer from one noise level to another (equation 11).</summary>
    private Linear Transfer(in Linear x, int t, int next, in Linear output)
    {
        float a = _schedule.AlphaCumprod(t), aNext = next >= 0 ? _schedule.AlphasCumprod[next] : _finalAlphaCumprod;
        Linear epsilon = Predicts == PredictionType.VPrediction ? Math.Sqrt(a) * output + Math.Sqrt(1 - a) * x : output;
        double divisor = a * Math.Sqrt(1 - aNext) + Math.Sqrt((double)a * (1 - a) * aNext);
        return Math.Sqrt(aNext / a) * x - (aNext - a) / divisor * epsilon;
    }
}
