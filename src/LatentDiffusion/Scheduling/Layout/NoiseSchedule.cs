using LatentDiffusion.Numerics;

namespace LatentDiffusion;

/// <summary>
/// The noise that a diffusion model was trained with: at training step t a sample is <c>sqrt(a_t) * x0 + sqrt(1 - a_t) * noise</c>, where
/// a_t is the cumulative product of <c>1 - beta</c> (Ho et al. 2020, https://arxiv.org/abs/2006.11239, equation 4).
/// </summary>
/// <remarks>
/// Computed as diffusers does, in single precision with cumulative products in double, because <c>1 - a</c> loses digits near the clean end
/// and small noise levels would show it. An instance is immutable and may be shared between threads.
/// </remarks>
public sealed class NoiseSchedule
{
    private static readonly SchedulerOptions Defaults =
        new() { NumTrainTimesteps = 1000, BetaStart = 0.0001, BetaEnd = 0.02, BetaSchedule = BetaSchedule.Linear };

    private readonly float[] _betas, _alphasCumprod, _sigmas;

    private NoiseSchedule(float[] betas, bool finite = false)
    {
        (_betas, _alphasCumprod) = (betas, CumulativeProducts(betas));
        if (finite) _alphasCumprod[^1] = MathF.ScaleB(1, -24);
        _sigmas = Array.ConvertAll(_alphasCumprod, a => MathF.Sqrt((1 - a) / a));
    }

    /// <summary>Number of training steps.</summary>
    public int Length => _alphasCumprod.Length;

    /// <summary>The variance of the noise that each training step adds, 0 to 1.</summary>
    public ReadOnlySpan<float> Betas => _betas;

    /// <summary>
    /// The cumulative product of <c>1 - beta</c> up to each training step, descending: the square of a sample's factor of the clean part.
    /// </summary>
    public ReadOnlySpan<float> AlphasCumprod => _alphasCumprod;

    /// <summary>
    /// <c>sqrt((1 - a) / a)</c> of each training step, ascending: the noise level of a sample that is scaled so that its clean part has
    /// factor 1. Infinite at the end of a schedule with zero terminal SNR.
    /// </summary>
    public ReadOnlySpan<float> Sigmas => _sigmas;

    /// <summary>The schedule that options describe.</summary>
    /// <param name="options">
    /// Options of a model, such as <see cref="ScheduleRequest.Model"/>. What they leave open is as in Ho et al. 2020: 1000 steps with betas
    /// evenly from 0.0001 to 0.02.
    /// </param>
    /// <exception cref="ArgumentException">A value out of range, or fewer trained betas than training steps.</exception>
    public static NoiseSchedule From(SchedulerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Fault is { } fault ? throw new ArgumentException(fault, nameof(options)) : Of(options.Over(Defaults));
    }

    /// <summary>The schedule that complete options describe.</summary>
    /// <param name="options">Complete options, each in its range.</param>
    /// <param name="finite">
    /// Whether methods in sigma use it, for which the zero that <c>rescale_betas_zero_snr</c> puts at the end would be an infinite sigma:
    /// diffusers puts 2^-24 there instead.
    /// </param>
    /// <exception cref="ArgumentException">Fewer trained betas than training steps.</exception>
    internal static NoiseSchedule Of(SchedulerOptions options, bool finite = false)
    {
        float[] betas = LatentDiffusion.Scheduling.Betas.From(options);
        return options.RescaleBetasZeroSnr == true
            ? new NoiseSchedule(RescaledToZeroSnr(CumulativeProducts(betas)), finite)
            : new NoiseSchedule(betas);
    }

    /// <summary>The factors of the clean part and of the noise in a sample of a training step; their squares add up to 1.</summary>
    /// <param name="timestep">
    /// A training step from 0, the cleanest. -1 is the noisiest, as an index in Python is: trailing spacing leads there for a few numbers
    /// of steps.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such training step.</exception>
    public (double Signal, double Noise) Level(int timestep) => Level(AlphaCumprod(timestep));

    /// <summary>The factors of the clean part and of the noise where the square of the first is <paramref name="alphaCumprod"/>.</summary>
    internal static (double Signal, double Noise) Level(float alphaCumprod) => (Math.Sqrt(alphaCumprod), Math.Sqrt(1 - alphaCumprod));

    /// <summary>The cumulative product up to a training step, or for -1 up to the last.</summary>
    internal float AlphaCumprod(int timestep)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timestep, -1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(timestep, Length);
        return _alphasCumprod[timestep < 0 ? Length - 1 : timestep];
    }

    /// <summary>How many training steps are left where those with a half log-SNR below a bound are cut off.</summary>
    internal int StepsAbove(double? lambdaMin)
    {
        int count = Length;
        while (count > 1 && HalfLogSnr(_alphasCumprod[count - 1]) < (float)(lambdaMin ?? double.NegativeInfinity)) count--;
        return count;
    }

    private static float HalfLogSnr(float alphaCumprod) =>
        SingleMath.Log(MathF.Sqrt(alphaCumprod)) - SingleMath.Log(MathF.Sqrt(1 - alphaCumprod));

    private static float[] CumulativeProducts(float[] betas)
    {
        float[] products = new float[betas.Length];
        double product = 1;
        for (int t = 0; t < betas.Length; t++)
        {
            product *= 1f - betas[t];
            products[t] = (float)product;
        }

        return products;
    }

    /// <summary>
    /// Lin et al. 2023 (https://arxiv.org/abs/2305.08891), algorithm 1: moves the signal so that none is left at the end.
    /// </summary>
    private static float[] RescaledToZeroSnr(float[] alphasCumprod)
    {
        float first = MathF.Sqrt(alphasCumprod[0]), last = MathF.Sqrt(alphasCumprod[^1]);
        float scale = first / (first - last), before = 1;
        float[] betas = new float[alphasCumprod.Length];
        for (int t = 0; t < betas.Length; t++)
        {
            float signal = (MathF.Sqrt(alphasCumprod[t]) - last) * scale, power = signal * signal;
            betas[t] = 1 - power / before;
            before = power;
        }

        return betas;
    }
}
