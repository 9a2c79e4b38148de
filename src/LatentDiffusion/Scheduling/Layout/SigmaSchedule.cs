using LatentDiffusion.Numerics;

namespace LatentDiffusion.Scheduling;

/// <summary>
/// Timesteps and noise levels of the methods that work in the noise level, before a method repeats some of them or adds a last level.
/// Kept in double precision, as diffusers does until the very end.
/// </summary>
/// <param name="Timesteps">What the model is told, descending.</param>
/// <param name="Sigmas">Noise levels, descending, without the last one of 0.</param>
/// <param name="Grid">The noise levels of the training steps.</param>
internal sealed record SigmaSchedule(double[] Timesteps, double[] Sigmas, SigmaGrid Grid)
{
    /// <summary>Lays out what a request and complete options ask for.</summary>
    /// <param name="request">Steps or timesteps; noise levels that are given are the caller's business.</param>
    /// <param name="options">Complete options.</param>
    /// <param name="grid">The noise levels of the training steps.</param>
    /// <param name="singlePrecision">
    /// Whether evenly spaced timesteps are rounded to single precision before their noise levels are read off.
    /// </param>
    public static SigmaSchedule From(ScheduleRequest request, SchedulerOptions options, SigmaGrid grid, bool singlePrecision = true) =>
        Plain(request, options, grid, singlePrecision).Respaced(request, options);

    /// <summary>The training noise at the timesteps that a request asks for, whatever levels the options ask for.</summary>
    public static SigmaSchedule Plain(ScheduleRequest request, SchedulerOptions options, SigmaGrid grid, bool singlePrecision = true)
    {
        double[] timesteps = request.Timesteps is { } given
            ? [.. given.Select(t => (double)(float)t)]
            : Spaced(options, request.Steps, singlePrecision);
        return new SigmaSchedule(timesteps, Array.ConvertAll(timesteps, grid.SigmaAt), grid);
    }

    /// <summary>This schedule with the Karras, exponential or beta levels that options ask for, or unchanged.</summary>
    public SigmaSchedule Respaced(ScheduleRequest request, SchedulerOptions options)
    {
        if (SigmaSpacing.Choose(options, Sigmas[0], Sigmas[^1], request.Steps) is not { } sigmas) return this;
        if (Grid.Sigmas.Length < 2)
            throw new ArgumentException(
                "Noise levels other than those of training steps need at least two training steps.", nameof(options));
        if (request.Timesteps is not null)
            throw new ArgumentException(
                "Timesteps cannot be given together with 'use_karras_sigmas', 'use_exponential_sigmas' or 'use_beta_sigmas'.",
                nameof(request));
        return this with { Sigmas = sigmas, Timesteps = Grid.TimestepsOf(sigmas) };
    }

    /// <summary>Each value but the first (and, if asked, the last) twice: the points of a method that evaluates twice per step.</summary>
    public static float[] Twice(ReadOnlySpan<double> values, bool lastOnce = false)
    {
        List<float> twice = [];
        for (int i = 0; i < values.Length; i++)
        {
            twice.Add((float)values[i]);
            if (i > 0 && !(lastOnce && i == values.Length - 1)) twice.Add((float)values[i]);
        }

        return [.. twice];
    }

    /// <summary>Values in single precision.</summary>
    public static float[] Single(IEnumerable<double> values) => [.. values.Select(v => (float)v)];

    private static double[] Spaced(SchedulerOptions options, int steps, bool singlePrecision)
    {
        int train = options.NumTrainTimesteps!.Value;
        switch (options.TimestepSpacing)
        {
            case TimestepSpacing.Linspace:
                double[] even = NumpyMath.Linspace(0, train - 1, steps);
                Array.Reverse(even);
                return singlePrecision ? Array.ConvertAll(even, t => (double)(float)t) : even;
            case TimestepSpacing.Leading:
                return
                [
                    .. Enumerable.Range(0, steps)
                        .Select(i => (double)((steps - 1 - i) * (train / steps) + options.StepsOffset!.Value)),
                ];
            default:
                return Array.ConvertAll(NumpyMath.Arange(train, 0, -(double)train / steps), t => Math.Round(t) - 1);
        }
    }
}
