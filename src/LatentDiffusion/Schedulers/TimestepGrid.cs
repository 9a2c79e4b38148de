namespace LatentDiffusion;

/// <summary>Picks inference steps from training steps (Lin et al. 2023, table 2), with numpy's roundings.</summary>
internal static class TimestepGrid
{
    /// <summary>Whole timesteps, descending, for methods that index training steps (DDIM, DDPM).</summary>
    public static float[] Integers(SchedulerOptions options, int steps)
    {
        int train = options.NumTrainTimesteps!.Value;
        float[] timesteps = new float[steps];
        for (int i = 0; i < steps; i++)
        {
            timesteps[i] = options.TimestepSpacing switch
            {
                TimestepSpacing.Linspace => (float)Math.Round(steps == 1 ? 0 : (train - 1) / (double)(steps - 1) * (steps - 1 - i)),
                TimestepSpacing.Leading => (steps - 1 - i) * (train / steps) + options.StepsOffset!.Value,
                TimestepSpacing.Trailing => (float)Math.Round(train - i * ((double)train / steps)) - 1,
                var other => throw new ArgumentException($"timestep_spacing '{other}' is unknown."),
            };
        }

        return timesteps;
    }
}
