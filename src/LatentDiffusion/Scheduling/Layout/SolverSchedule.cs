using LatentDiffusion.Numerics;

namespace LatentDiffusion.Scheduling;

/// <summary>
/// The points of a solver that works in half log-SNR (DPM-Solver, DEIS, UniPC, SA-Solver). A noise level sigma stands for samples
/// <c>x = alpha * x0 + sigma * noise</c>, which it scales: to unit variance for diffusion, to <c>alpha + sigma = 1</c> for flows.
/// </summary>
internal sealed class SolverSchedule
{
    private const int LongestBlock = 3;

    private readonly (float Alpha, float Sigma)[] _levels;
    private readonly float[] _lambdas;

    /// <summary>Makes a schedule from its points.</summary>
    /// <param name="timesteps">What the model is told; cut to whole numbers, as diffusers does.</param>
    /// <param name="sigmas">Noise level of each timestep, and those after the last.</param>
    /// <param name="isFlow">Whether the levels are those of a flow.</param>
    public SolverSchedule(double[] timesteps, IEnumerable<double> sigmas, bool isFlow)
    {
        Timesteps = Array.ConvertAll(timesteps, t => (float)Math.Truncate(t));
        Sigmas = [.. sigmas.Select(s => (float)s)];
        if (isFlow && Sigmas.Max() >= 1)
            throw new ArgumentException(
                $"Levels of a flow must be below 1; these reach {Sigmas.Max()}. Leave other spacings than that of flows out.");
        _levels = Array.ConvertAll(Sigmas, sigma => isFlow ? (1 - sigma, sigma) : Scaled(sigma));
        _lambdas = Array.ConvertAll(_levels, HalfLogSnr);
    }

    /// <summary>Makes a schedule of samples that are not scaled, <c>x = x0 + sigma * noise</c> (EDM).</summary>
    /// <param name="timesteps">What the model is told, as it is.</param>
    /// <param name="sigmas">Noise level of each timestep, and that after the last.</param>
    public SolverSchedule(float[] timesteps, float[] sigmas)
    {
        (Timesteps, Sigmas) = (timesteps, sigmas);
        _levels = Array.ConvertAll(sigmas, sigma => (1f, sigma));
        _lambdas = Array.ConvertAll(_levels, HalfLogSnr);
    }

    /// <summary>What the model is told at each point.</summary>
    public float[] Timesteps { get; }

    /// <summary>The noise levels, in single precision.</summary>
    public float[] Sigmas { get; }

    /// <summary>
    /// Factors of the clean part and the noise at a point, in torch's single precision: near pure noise, and in flows above all, a step
    /// multiplies the rounding of these by hundreds, so that diffusers' result can only be met with it.
    /// </summary>
    public (float Alpha, float Sigma) Level(int index) => _levels[index];

    /// <summary>Half the logarithm of the signal-to-noise ratio at a point; infinite where there is no noise.</summary>
    public float Lambda(int index) => _lambdas[index];

    private static (float Alpha, float Sigma) Scaled(float sigma)
    {
        float alpha = 1 / MathF.Sqrt(sigma * sigma + 1);
        return (alpha, sigma * alpha);
    }

    private static float HalfLogSnr((float Alpha, float Sigma) level) => SingleMath.Log(level.Alpha) - SingleMath.Log(level.Sigma);

    /// <summary>Whether the step from one point to another is steep (<see cref="SteepSteps"/>).</summary>
    public bool IsSteep(int from, int to) => SteepSteps.IsSteep(Ratio(from), Ratio(to));

    /// <summary>Whether any step, or block of up to three, is steep.</summary>
    public bool HasSteepStep
    {
        get
        {
            for (int to = 1; to < _levels.Length; to++)
                if (IsSteep(Math.Max(to - LongestBlock, 0), to)) return true;
            return false;
        }
    }

    private float Ratio(int index) => _levels[index].Sigma / _levels[index].Alpha;

    /// <summary>The schedule that diffusers lays out for most of these solvers.</summary>
    /// <param name="request">The number of steps, or timesteps.</param>
    /// <param name="options">Complete options.</param>
    /// <param name="repeatLast">Whether levels that are not training steps end by repeating the smallest of them.</param>
    /// <param name="roundTimesteps">Whether timesteps of Karras and Lu levels are rounded and not cut.</param>
    public static SolverSchedule Make(
        ScheduleRequest request, SchedulerOptions options, bool repeatLast = false, bool roundTimesteps = true)
    {
        var noise = NoiseSchedule.Of(options, finite: true);
        var grid = new SigmaGrid(noise.Sigmas.ToArray());
        if (Spaced(request, options, grid, roundTimesteps) is { } spaced)
        {
            double last = FinalSigma(options, repeatLast ? spaced.Sigmas[^1] : grid.Sigmas[0]);
            return new(spaced.Timesteps, [.. spaced.Sigmas, last], options.UseFlowSigmas == true);
        }

        float[] timesteps = TimestepGrid.Given(request, options)
            ?? TimestepGrid.IntegersBeforeEnd(options, request.Steps, noise.StepsAbove(options.LambdaMinClipped));
        double[] sigmas = [.. grid.SigmasAt(timesteps), FinalSigma(options, grid.Sigmas[0])];
        return new(Array.ConvertAll(timesteps, t => (double)t), sigmas, isFlow: false);
    }

    /// <summary>The level after the last point; methods without the option take the smallest.</summary>
    public static double FinalSigma(SchedulerOptions options, double smallest) =>
        options.FinalSigmasType == FinalSigmasType.Zero ? 0 : smallest;

    /// <summary>Points that are not training steps, where options ask for them.</summary>
    private static (double[] Timesteps, double[] Sigmas)? Spaced(
        ScheduleRequest request, SchedulerOptions options, SigmaGrid grid, bool round)
    {
        bool isLu = options.UseLuLambdas == true, isFlow = options.UseFlowSigmas == true;
        bool isRounded = round && (isLu || options.UseKarrasSigmas == true);
        double[]? levels = isLu && options.UseKarrasSigmas != true
            ? SigmaSpacing.Lu(grid, request.PointCount)
            : SigmaSpacing.Choose(options, grid.Sigmas[^1], grid.Sigmas[0], request.PointCount);
        if (levels is null && !isFlow) return null;
        if (request.Timesteps is not null && levels is not null)
            throw new ArgumentException("Custom timesteps cannot be used with karras, exponential, beta or lu sigmas.", nameof(request));
        if (levels is not null) return (Array.ConvertAll(grid.TimestepsOf(levels), t => isRounded ? Math.Round(t) : t), levels);

        int train = options.NumTrainTimesteps!.Value;
        levels = SigmaSpacing.Flow(train, Shift(request, options), request.PointCount);
        return (Array.ConvertAll(levels, s => s * train), levels);
    }

    private static double Shift(ScheduleRequest request, SchedulerOptions options)
    {
        if (request.Mu is not { } mu) return options.FlowShift!.Value;
        return options is { UseDynamicShifting: true, TimeShiftType: TimeShiftType.Exponential }
            ? Math.Exp(mu)
            : throw new ArgumentException("'Mu' needs 'use_dynamic_shifting' true and 'time_shift_type' exponential.", nameof(request));
    }
}
