using LatentDiffusion.Numerics;

namespace LatentDiffusion.Scheduling;

/// <summary>The many ways in which diffusers' Euler scheduler lays out its points.</summary>
internal static class EulerSchedule
{
    /// <summary>Timesteps and noise levels, the last level included.</summary>
    public static (float[] Timesteps, float[] Sigmas) From(ScheduleRequest request, SchedulerOptions options)
    {
        SigmaGrid grid = SigmaGrid.From(options);
        bool continuous = options is { TimestepType: TimestepType.Continuous, PredictionType: PredictionType.VPrediction };
        if (continuous && request.Timesteps is not null)
            throw new ArgumentException(
                "Timesteps cannot be given together with 'timestep_type' 'continuous' and 'prediction_type' 'v_prediction'.",
                nameof(request));

        float[] timesteps, sigmas;
        if (request.Sigmas is { } given)
        {
            if (request.Timesteps is not null)
                throw new ArgumentException("Only one of timesteps and sigmas can be given.", nameof(request));
            sigmas = SigmaSchedule.Single(given);
            if (sigmas.Length < 2)
                throw new ArgumentException("'Sigmas' must be at least two numbers, of which the last ends the run.", nameof(request));
            timesteps = SigmaSchedule.Single(sigmas[..^1].Select(grid.TimestepOf));
        }
        else
        {
            SigmaSchedule schedule = Interpolated(request, options, grid);
            timesteps = SigmaSchedule.Single(schedule.Timesteps);
            sigmas = SigmaSchedule.Single([.. schedule.Sigmas, SolverSchedule.FinalSigma(options, grid.Sigmas[0])]);
        }

        return (continuous ? Array.ConvertAll(sigmas[..^1], sigma => 0.25f * SingleMath.Log(sigma)) : timesteps, sigmas);
    }

    private static SigmaSchedule Interpolated(ScheduleRequest request, SchedulerOptions options, SigmaGrid grid)
    {
        if (options.InterpolationType == InterpolationType.Linear) return SigmaSchedule.From(request, options, grid);
        SigmaSchedule plain = SigmaSchedule.Plain(request, options, grid);
        int levels = request.PointCount + 1; // one more than timesteps, as in diffusers
        float[] logs = SingleMath.Linspace(grid.LogSigmas[^1], grid.LogSigmas[0], levels);
        return (plain with { Sigmas = Array.ConvertAll(logs, v => (double)SingleMath.Exp(v)) }).Respaced(request, options);
    }
}
