using LatentDiffusion.Numerics;

namespace LatentDiffusion.Scheduling;

/// <summary>The variances of the training noise, with torch's roundings in single precision.</summary>
internal static class Betas
{
    /// <summary>The betas that complete options describe.</summary>
    /// <exception cref="ArgumentException">Fewer trained betas than training steps.</exception>
    public static float[] From(SchedulerOptions options)
    {
        int n = options.NumTrainTimesteps!.Value;
        if (options.TrainedBetas is { } given)
        {
            Check(given, n);
            return SigmaSchedule.Single(given);
        }

        double start = options.BetaStart!.Value, end = options.BetaEnd!.Value;
        return options.BetaSchedule switch
        {
            BetaSchedule.Linear => SingleMath.Linspace((float)start, (float)end, n),
            BetaSchedule.ScaledLinear =>
                Array.ConvertAll(SingleMath.Linspace((float)Math.Sqrt(start), (float)Math.Sqrt(end), n), b => b * b),
            BetaSchedule.Sigmoid =>
                Array.ConvertAll(SingleMath.Linspace(-6, 6, n), b => 1 / (1 + SingleMath.Exp(-b)) * (float)(end - start) + (float)start),
            BetaSchedule.SquaredCosine => FromSignal(n, t => Square(Math.Cos((t + 0.008) / 1.008 * Math.PI / 2))),
            BetaSchedule.Exponential => FromSignal(n, t => Math.Exp(t * -12)),
            _ => FromSignal(n, LaplaceSignal),
        };
    }

    /// <summary>Refuses betas that are given and that no schedule can be made of.</summary>
    /// <exception cref="ArgumentException">They are fewer than the training steps, or one is 1 in single precision.</exception>
    public static void Check(IReadOnlyList<double> given, int trainingSteps)
    {
        if (given.Count < trainingSteps)
            throw new ArgumentException(
                $"'trained_betas' has {given.Count} values, 'num_train_timesteps' is {trainingSteps}.", "options");
        if (given.Any(beta => (float)beta >= 1))
            throw new ArgumentException("'trained_betas' must be from 0 to below 1; one of them is 1.", "options");
    }

    /// <summary>
    /// Betas up to 0.999 whose cumulative product follows a function of time in 0..1 (Nichol and Dhariwal 2021, equation 17).
    /// </summary>
    private static float[] FromSignal(int count, Func<double, double> alphaBar)
    {
        float[] betas = new float[count];
        double before = alphaBar(0);
        for (int i = 0; i < count; i++)
        {
            double after = alphaBar((i + 1.0) / count);
            betas[i] = (float)Math.Min(1 - after / before, 0.999);
            before = after;
        }

        return betas;
    }

    /// <summary>
    /// Signal of a log-SNR with a Laplace distribution (Hang and Gu 2024, https://arxiv.org/abs/2407.03297), as in diffusers.
    /// </summary>
    private static double LaplaceSignal(double t)
    {
        double logSnr = -0.5 * Math.CopySign(1, 0.5 - t) * Math.Log(1 - 2 * Math.Abs(0.5 - t) + 1e-6), snr = Math.Exp(logSnr);
        return Math.Sqrt(snr / (1 + snr));
    }

    private static double Square(double x) => x * x;
}
