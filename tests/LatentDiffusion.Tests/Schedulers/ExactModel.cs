namespace LatentDiffusion.Tests;

/// <summary>Models with a closed form, and a way to sample them with any scheduler.</summary>
internal static class ExactModel
{
    /// <summary>
    /// Runs a scheduler on the model whose clean estimate is a known function of the sample, up to a point.
    /// </summary>
    /// <param name="run">A run that was not stepped yet.</param>
    /// <param name="sample">The first sample; on return, that of <paramref name="end"/>.</param>
    /// <param name="denoise">The clean estimate of an element of the sample, given its place and the factors of signal and noise.</param>
    /// <param name="end">Index of the point to stop before.</param>
    /// <param name="random">Draws the noise that the run asks for.</param>
    public static void Sample(
        ScheduleRun run,
        float[] sample,
        Func<int, double, (double Signal, double Noise), double> denoise,
        int end,
        Random random)
    {
        float[] output = new float[sample.Length], noise = new float[sample.Length];
        for (int index = run.Position; index < end; index++)
        {
            Output(run, sample, denoise, output);
            if (run.NeedsNoise(index)) Normal(random, noise);
            run.Step(output, noise, sample);
        }
    }

    /// <summary>Unit normal noise.</summary>
    public static void Normal(Random random, Span<float> destination)
    {
        foreach (ref float z in destination)
            z = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
    }

    /// <summary>
    /// What the model must put out for the run to estimate the right clean sample: whatever the model predicts, the estimate is linear in
    /// sample and output, as long as it is not clipped.
    /// </summary>
    public static void Output(
        ScheduleRun run, float[] sample, Func<int, double, (double Signal, double Noise), double> denoise, float[] output)
    {
        float[] constants = new float[sample.Length], slopes = new float[sample.Length];
        Array.Fill(output, 1);
        run.Denoise(output, new float[sample.Length], slopes);
        Array.Fill(output, 0);
        run.Denoise(output, sample, constants);
        var level = run.NoiseLevel(run.Position);
        for (int i = 0; i < output.Length; i++)
            output[i] = slopes[i] == 0 ? 0 : (float)((denoise(i, sample[i], level) - constants[i]) / slopes[i]);
    }
}
