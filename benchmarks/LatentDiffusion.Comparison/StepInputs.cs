namespace LatentDiffusion.Comparison;

/// <summary>What the steps of schedulers are measured with, here and by LatentDiffusion.Benchmarks.</summary>
internal static class StepInputs
{
    /// <summary>Makes a scheduler. Clipping is for models of pixels; on latents it is switched off, as their configurations do.</summary>
    public static Scheduler Create(string className) => Schedulers.Create(
        className,
        className is "DDIMScheduler" or "DDPMScheduler" or "DDIMInverseScheduler" ? new SchedulerOptions { ClipSample = false } : null);

    /// <summary>Values of mean 0 and variance 1.</summary>
    public static float[] Normal(int length, int seed)
    {
        float[] values = new float[length];
        NoiseGenerator.Create(NoiseSource.TorchCpu, seed).Fill(values);
        return values;
    }
}
