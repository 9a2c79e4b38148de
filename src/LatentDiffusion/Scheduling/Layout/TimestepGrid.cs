using LatentDiffusion.Numerics;

namespace LatentDiffusion.Scheduling;

/// <summary>
/// Picks inference steps from training steps (Lin et al. 2023, table 2, https://arxiv.org/abs/2305.08891), rounded like numpy.
/// </summary>
internal static class TimestepGrid
{
    /// <summary>The timesteps that a request gives, cut to whole numbers as diffusers does, or null where it gives none.</summary>
    /// <exception cref="ArgumentException">They do not descend, or leave the training steps.</exception>
    public static float[]? Given(ScheduleRequest request, SchedulerOptions options)
    {
        if (request.Timesteps is not { } given) return null;
        float[] timesteps = [.. given.Select(t => (float)Math.Truncate(t))];
        int train = options.NumTrainTimesteps!.Value;
        for (int i = 1; i < timesteps.Length; i++)
        {
            if (!(timesteps[i] < timesteps[i - 1]))
                throw new ArgumentException(
                    $"'Timesteps' are cut to whole numbers and must then descend; {given[i]} follows {given[i - 1]}.", nameof(request));
        }

        return timesteps[0] < train
            ? timesteps
            : throw new ArgumentException(
                $"'Timesteps' must be from 0 to {train - 1}; the first is {given[0]}.", nameof(request));
    }

    /// <summary>Whole timesteps, descending, for methods that index training steps (DDIM, DDPM).</summary>
    /// <exception cref="ArgumentException">More steps than training steps, or an offset that leads beyond them.</exception>
    public static float[] Integers(SchedulerOptions options, int steps)
    {
        int train = options.NumTrainTimesteps!.Value;
        if (steps > train)
            throw new ArgumentException($"{steps} steps are more than the {train} steps that the model was trained with.", "request");
        return options.TimestepSpacing switch
        {
            TimestepSpacing.Linspace => Linspace(train - 1, steps, steps),
            TimestepSpacing.Leading => RequireTrained(Leading(train / steps, options.StepsOffset!.Value, steps - 1, steps), options),
            _ => Trailing(train, (double)train / steps),
        };
    }

    /// <summary>Whole timesteps, descending, for solvers that go on from the last one to the clean sample, one point more.</summary>
    /// <param name="options">Complete options.</param>
    /// <param name="steps">Number of timesteps.</param>
    /// <param name="noisiest">Number of training steps in use; fewer than all where the noisiest are cut off.</param>
    public static float[] IntegersBeforeEnd(SchedulerOptions options, int steps, int noisiest)
    {
        int train = options.NumTrainTimesteps!.Value;
        return options.TimestepSpacing switch
        {
            TimestepSpacing.Linspace => Linspace(noisiest - 1, steps + 1, steps),
            TimestepSpacing.Leading => Leading(noisiest / (steps + 1), options.StepsOffset!.Value, steps, steps),
            _ => Trailing(noisiest, (double)train / steps),
        };
    }

    /// <summary>Whole timesteps, ascending, for solvers that go on from the last one to the noisiest.</summary>
    /// <param name="options">Complete options.</param>
    /// <param name="steps">Number of timesteps.</param>
    /// <param name="noisiest">The noisiest training step in use.</param>
    public static float[] IntegersFromStart(SchedulerOptions options, int steps, int noisiest)
    {
        float[] timesteps = options.TimestepSpacing switch
        {
            TimestepSpacing.Linspace => [.. NumpyMath.Linspace(0, noisiest, steps + 1)[..^1].Reverse().Select(t => (float)Math.Round(t))],
            TimestepSpacing.Leading =>
                Leading((noisiest + 1) / (steps + 1), options.StepsOffset!.Value, steps - 1, steps),
            _ => IntegersBeforeEnd(options, steps, noisiest + 1),
        };
        Array.Reverse(timesteps);
        return timesteps;
    }

    /// <summary>The noisiest of evenly spaced points between a last timestep and 0.</summary>
    private static float[] Linspace(int last, int points, int count)
    {
        double[] ascending = NumpyMath.Linspace(0, last, points);
        return Make(count, i => Math.Round(ascending[points - 1 - i]));
    }

    private static float[] Leading(int stride, int offset, int first, int count) => Make(count, i => (first - i) * stride + offset);

    // It depends on the number of steps, so it is the request that cannot be met, however odd the model's offset is.
    private static float[] RequireTrained(float[] timesteps, SchedulerOptions options) => timesteps[0] < options.NumTrainTimesteps
        ? timesteps
        : throw new ArgumentException(
            $"With {timesteps.Length} steps the model's steps_offset, {options.StepsOffset}, leads to timestep {timesteps[0]}; it knows 0 to "
            + $"{options.NumTrainTimesteps - 1}.",
            "request");

    /// <summary>
    /// <c>round(arange(last, 0, -stride)) - 1</c>. For a few numbers of steps (61, 103 or 121 of 1000, say) the quotient is rounded up, and
    /// arange gives one value more than was asked for: timestep -1, which diffusers runs too.
    /// </summary>
    private static float[] Trailing(int last, double stride) =>
        Array.ConvertAll(NumpyMath.Arange(last, 0, -stride), t => (float)(Math.Round(t) - 1));

    private static float[] Make(int count, Func<int, double> timestep)
    {
        float[] timesteps = new float[count];
        for (int i = 0; i < count; i++) timesteps[i] = (float)timestep(i);
        return timesteps;
    }
}
