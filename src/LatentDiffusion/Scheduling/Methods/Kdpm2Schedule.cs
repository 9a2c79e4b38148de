using LatentDiffusion.Numerics;

namespace LatentDiffusion.Scheduling;

/// <summary>What the two KDPM2 methods share in laying out their points.</summary>
internal static class Kdpm2Schedule
{
    /// <summary>Timesteps and noise levels before midpoints are put between them; the last level is 0.</summary>
    public static (double[] Timesteps, float[] Sigmas, SigmaGrid Grid) From(ScheduleRequest request, SchedulerOptions options)
    {
        SigmaSchedule schedule = SigmaSchedule.From(request, options, SigmaGrid.From(options));
        double[] timesteps = schedule.Timesteps;
        if (options.UseKarrasSigmas == true) timesteps = Array.ConvertAll(timesteps, Math.Round);
        return (timesteps, SigmaSchedule.Single([.. schedule.Sigmas, 0]), schedule.Grid);
    }

    /// <summary>The geometric mean of two levels, by way of torch's logarithms.</summary>
    public static float Midpoint(float a, float b)
    {
        float logA = SingleMath.Log(a), logB = SingleMath.Log(b);
        return SingleMath.Exp(logB - (logB - logA) * 0.5f);
    }

    /// <summary>The timestep of each midpoint put between the timesteps of the steps.</summary>
    public static float[] Interleave(double[] timesteps, ReadOnlySpan<float> midpoints, SigmaGrid grid)
    {
        float[] points = new float[2 * timesteps.Length - 1];
        for (int i = 0; i < points.Length; i++) points[i] = i % 2 == 0 ? (float)timesteps[i / 2] : grid.TimestepOfTensor(midpoints[i / 2]);
        return points;
    }

    /// <summary>Each value but the first twice, and the last once more.</summary>
    public static float[] Doubled(float[] values) => [.. values.Take(1), .. values.Skip(1).SelectMany(v => (float[])[v, v]), values[^1]];
}
