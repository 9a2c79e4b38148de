namespace LatentDiffusion.Scheduling;

/// <summary>
/// The timesteps of latent consistency models: every k-th of those that the teacher of the distillation took (Luo et al. 2023,
/// https://arxiv.org/abs/2310.04378, section 4.3).
/// </summary>
internal static class ConsistencyTimesteps
{
    /// <summary>Whole timesteps, descending.</summary>
    /// <exception cref="ArgumentException">More steps than the teacher took, in the part that the strength leaves.</exception>
    public static float[] Make(ScheduleRequest request, SchedulerOptions options)
    {
        int train = options.NumTrainTimesteps!.Value, original = options.OriginalInferenceSteps!.Value, steps = request.Steps;
        if (original > train)
            throw new ArgumentException(
                $"'original_inference_steps' is {original}; it must be from 1 to {train}, the steps of the model's training.");
        if (TimestepGrid.Given(request, options) is { } given)
            return given[(given.Length - Math.Min((int)(given.Length * request.Strength), given.Length))..];

        int stride = train / original, available = (int)(original * request.Strength);
        if (steps > available)
        {
            throw new ArgumentException(
                $"{steps} steps are more than original_inference_steps x strength = {original} x {request.Strength}, "
                + "of which they are a part.");
        }

        float[] timesteps = new float[steps];
        double between = (double)available / steps;
        for (int i = 0; i < steps; i++) timesteps[i] = (available - (int)Math.Floor(i * between)) * stride - 1;
        return timesteps;
    }
}
