using LatentDiffusion.Numerics;

namespace LatentDiffusion.Scheduling;

/// <summary>The points of UniPC, which of all solvers knows the most about flows: given levels, dynamic shifting, stretching.</summary>
internal static class UniPcSchedule
{
    /// <summary>Lays out the points.</summary>
    /// <exception cref="ArgumentException">Options that do not go together, as in diffusers.</exception>
    public static SolverSchedule Make(ScheduleRequest request, SchedulerOptions options)
    {
        bool isFlow = options.UseFlowSigmas == true, isOther = options is { UseExponentialSigmas: true } or { UseBetaSigmas: true };
        if (options.ShiftTerminal is not null && !isFlow)
            throw new ArgumentException("'shift_terminal' is only supported when 'use_flow_sigmas' is true.", nameof(options));
        if (request.Sigmas is not null && (!isFlow || isOther))
        {
            throw new ArgumentException(
                "Custom sigmas are only supported with 'use_flow_sigmas', without exponential or beta spacing.", nameof(request));
        }

        double shift = options.UseDynamicShifting == true ? FlowShift.Dynamic(options, request) : options.FlowShift!.Value;
        return isFlow && !isOther ? Flow(request, options, shift) : SolverSchedule.Make(request, options, repeatLast: true);
    }

    private static SolverSchedule Flow(ScheduleRequest request, SchedulerOptions options, double shift)
    {
        int train = options.NumTrainTimesteps!.Value;
        double[] sigmas;
        if (options.UseKarrasSigmas == true)
        {
            double[] ends = request.Sigmas is { } given // diffusers reads off both ends, whichever way they run
                ? [given[0], given[^1]]
                : [.. NoiseSchedule.Of(options, finite: true).Sigmas.ToArray()];
            sigmas = SigmaSpacing.Choose(options, ends[^1], ends[0], request.PointCount)!;
            sigmas = Array.ConvertAll(sigmas, s => s / (s + 1)); // from noise over signal to the part of the noise
        }
        else
        {
            sigmas = request.Sigmas is { } given ? [.. given] : NumpyMath.Linspace(1, 1.0 / train, request.Steps + 1)[..^1];
            sigmas = Array.ConvertAll(sigmas, s => FlowShift.Shift(s, shift));
            if (options.ShiftTerminal is { } terminal and not 0) FlowShift.StretchToTerminal<double>(sigmas, terminal);
            if (Math.Abs(sigmas[0] - 1) < 1e-6) sigmas[0] -= 1e-6; // the log-SNR of pure noise is infinite
        }

        double[] timesteps = Array.ConvertAll(sigmas, s => s * train);
        return new(timesteps, [.. sigmas, SolverSchedule.FinalSigma(options, sigmas[^1])], isFlow: true);
    }
}
