using LatentDiffusion.Numerics;

namespace LatentDiffusion.Scheduling;

/// <summary>
/// Noise levels that are spaced by a rule of their own in place of the training steps. All descend from the largest to the smallest.
/// </summary>
internal static class SigmaSpacing
{
    /// <summary>The levels of whichever rule the options ask for, or null where they ask for none.</summary>
    /// <param name="options">Complete options; <c>sigma_min</c> and <c>sigma_max</c> in them go before the two arguments.</param>
    /// <param name="sigmaMax">Largest level.</param>
    /// <param name="sigmaMin">Smallest level.</param>
    /// <param name="steps">Number of levels.</param>
    public static double[]? Choose(SchedulerOptions options, double sigmaMax, double sigmaMin, int steps)
    {
        (sigmaMax, sigmaMin) = (options.SigmaMax ?? sigmaMax, options.SigmaMin ?? sigmaMin);
        if (options.UseKarrasSigmas == true) return Karras(sigmaMax, sigmaMin, steps);
        if (options.UseExponentialSigmas == true) return Exponential(sigmaMax, sigmaMin, steps);
        return options.UseBetaSigmas == true ? Beta(sigmaMax, sigmaMin, steps) : null;
    }

    /// <summary>Karras et al. 2022 (https://arxiv.org/abs/2206.00364), equation 5: evenly in <c>sigma^(1/rho)</c>.</summary>
    public static double[] Karras(double sigmaMax, double sigmaMin, int steps, double rho = 7)
    {
        double high = Math.Pow(sigmaMax, 1 / rho), low = Math.Pow(sigmaMin, 1 / rho);
        return Array.ConvertAll(NumpyMath.Linspace(0, 1, steps), ramp => Math.Pow(high + ramp * (low - high), rho));
    }

    /// <summary>Evenly in the logarithm.</summary>
    public static double[] Exponential(double sigmaMax, double sigmaMin, int steps) =>
        Array.ConvertAll(NumpyMath.Linspace(Math.Log(sigmaMax), Math.Log(sigmaMin), steps), Math.Exp);

    /// <summary>
    /// At quantiles of the beta distribution with both parameters 0.6, which crowds both ends (Lee et al. 2024,
    /// https://arxiv.org/abs/2407.12173).
    /// </summary>
    public static double[] Beta(double sigmaMax, double sigmaMin, int steps)
    {
        var distribution = new BetaDistribution(0.6, 0.6);
        return Array.ConvertAll(
            NumpyMath.Linspace(0, 1, steps),
            ramp => sigmaMin + distribution.Quantile(1 - ramp) * (sigmaMax - sigmaMin));
    }

    /// <summary>
    /// Lu et al. 2022 (https://arxiv.org/abs/2206.00927): evenly in the log-SNR, here over the whole of the training noise.
    /// </summary>
    public static double[] Lu(SigmaGrid grid, int steps)
    {
        double high = grid.LogSigmas[^1], low = grid.LogSigmas[0];
        return Array.ConvertAll(NumpyMath.Linspace(0, 1, steps), ramp => Math.Exp(high + ramp * (low - high)));
    }

    /// <summary>
    /// The levels of a flow-matching model for a solver that was made for diffusion: evenly from 1 to <c>1 / trainTimesteps</c>, then
    /// shifted (Esser et al. 2024, https://arxiv.org/abs/2403.03206, equation 23). The smallest is left to the caller.
    /// </summary>
    public static double[] Flow(int trainTimesteps, double shift, int steps)
    {
        double[] alphas = NumpyMath.Linspace(1, 1.0 / trainTimesteps, steps + 1);
        double[] sigmas = new double[steps];
        for (int i = 0; i < steps; i++) sigmas[i] = FlowShift.Shift(1 - alphas[steps - i], shift);
        return sigmas;
    }

    /// <summary>
    /// The options of methods whose levels of Karras end where the training noise does, whatever <c>sigma_min</c> and <c>sigma_max</c> say
    /// (<c>LMSDiscreteScheduler</c>, <c>DPMSolverSDEScheduler</c>).
    /// </summary>
    public static SchedulerOptions WithOwnEndsOfKarras(SchedulerOptions options) =>
        options.UseKarrasSigmas == true ? options with { SigmaMin = null, SigmaMax = null } : options;

    /// <summary>diffusers refuses more than one of the three rules.</summary>
    public static void RequireAtMostOne(SchedulerOptions options)
    {
        if ((options.UseBetaSigmas, options.UseExponentialSigmas, options.UseKarrasSigmas)
            is (true, true, _) or (true, _, true) or (_, true, true))
        {
            throw new ArgumentException("Only one of 'use_beta_sigmas', 'use_exponential_sigmas' and 'use_karras_sigmas' can be true.");
        }
    }
}
