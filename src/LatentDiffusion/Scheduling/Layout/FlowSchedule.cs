using LatentDiffusion.Numerics;

namespace LatentDiffusion.Scheduling;

/// <summary>Timesteps and noise levels of the flow-matching methods (Esser et al. 2024, https://arxiv.org/abs/2403.03206).</summary>
internal static class FlowSchedule
{
    /// <summary>What Euler's and the consistency method lay out, the last level included.</summary>
    public static (float[] Timesteps, float[] Sigmas) From(ScheduleRequest request, SchedulerOptions options)
    {
        int train = options.NumTrainTimesteps!.Value;
        if (request is { Sigmas: { } levels, Timesteps: { } times } && levels.Count != times.Count)
            throw new ArgumentException(
                $"Sigmas and timesteps must be of the same number, not {levels.Count} and {times.Count}.", nameof(request));

        if (request.Steps > 0 && request.PointCount != request.Steps)
            throw new ArgumentException(
                $"Sigmas or timesteps must be as many as the steps, not {request.PointCount} for {request.Steps} steps.",
                nameof(request));

        if (request.Timesteps is { } points && points[0] > train)
            throw new ArgumentException($"'Timesteps' must be from 0 to {train}; the first is {points[0]}.", nameof(request));

        // diffusers computes what is given in single precision, its own levels in double.
        double[] shifted = request.Sigmas is { } sigmas
            ? Shifted(SigmaSchedule.Single(sigmas), request, options)
            : request.Timesteps is { } timesteps
                ? Shifted(Array.ConvertAll(SigmaSchedule.Single(timesteps), t => t / train), request, options)
                : Shifted(Own(options, request.Steps), request, options);
        float[] rounded = SigmaSchedule.Single(SigmaSpacing.Choose(options, shifted[0], shifted[^1], shifted.Length) ?? shifted);
        if (options.InvertSigmas == true)
        {
            rounded = Array.ConvertAll(rounded, sigma => 1 - sigma);
            return (Array.ConvertAll(rounded, sigma => sigma * train), [.. rounded, 1]);
        }

        float[] run = request.Timesteps is { } given
            ? SigmaSchedule.Single(given)
            : Array.ConvertAll(rounded, sigma => sigma * train);
        return (run, [.. rounded, 0]);
    }

    /// <summary>Evenly between the largest and the smallest training level, which are shifted already where the shift is static.</summary>
    public static double[] Own(SchedulerOptions options, int steps)
    {
        int train = options.NumTrainTimesteps!.Value;
        return Array.ConvertAll(NumpyMath.Linspace((double)Edge(train) * train, (double)Edge(1) * train, steps), t => t / train);

        float Edge(int timestep)
        {
            float sigma = (float)timestep / train;
            return options.UseDynamicShifting == true ? sigma : FlowShift.Shift(sigma, options.Shift!.Value);
        }
    }

    private static double[] Shifted<T>(T[] sigmas, ScheduleRequest request, SchedulerOptions options)
        where T : System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        if (options.UseDynamicShifting == true)
        {
            double shift = FlowShift.Dynamic(options, request);
            sigmas = Array.ConvertAll(sigmas, sigma => FlowShift.ShiftDynamically(sigma, shift));
        }
        else
        {
            sigmas = Array.ConvertAll(sigmas, sigma => FlowShift.Shift(sigma, options.Shift!.Value));
        }

        if (options.ShiftTerminal is { } terminal and not 0) FlowShift.StretchToTerminal(sigmas.AsSpan(), terminal);
        return Array.ConvertAll(sigmas, double.CreateChecked);
    }
}
