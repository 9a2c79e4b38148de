namespace LatentDiffusion.Scheduling;

/// <summary>The points of PNDM, some of which come more than once.</summary>
internal static class PndmTimesteps
{
    /// <summary>Evaluations of the three Runge-Kutta steps.</summary>
    public const int PrkPoints = 12;

    /// <summary>Whole timesteps, descending.</summary>
    /// <exception cref="ArgumentException">Fewer than four steps, with Runge-Kutta.</exception>
    public static float[] Make(ScheduleRequest request, SchedulerOptions options)
    {
        float[] steps = TimestepGrid.Integers(options, request.Steps);
        if (options.SkipPrkSteps == true) return steps.Length < 2 ? steps : [steps[0], steps[1], .. steps[1..]]; // the first is taken twice
        if (steps.Length < 4)
            throw new ArgumentException(
                $"PNDMScheduler needs 4 steps or more, not {steps.Length}, unless 'skip_prk_steps' is true.", nameof(request));

        int half = options.NumTrainTimesteps!.Value / request.Steps / 2;
        List<float> points = [];
        for (int i = 0; i < 3; i++)
        {
            float middle = steps[i + 1] + half;
            points.AddRange([steps[i], middle, middle, steps[i + 1]]);
        }

        return [.. points, .. steps[3..]];
    }
}
