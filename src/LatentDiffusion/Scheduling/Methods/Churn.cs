using LatentDiffusion.Numerics;

namespace LatentDiffusion.Scheduling;

/// <summary>
/// Noise put back before a step (Karras et al. 2022, https://arxiv.org/abs/2206.00364, algorithm 2, lines 4 to 6). diffusers takes these
/// values as arguments of <c>step</c>.
/// </summary>
/// <param name="options">Complete options.</param>
/// <param name="levels">Number of noise levels, the last one not counted.</param>
internal sealed class Churn(SchedulerOptions options, int levels)
{
    private readonly double _gamma = Math.Min((options.SChurn ?? 0) / levels, Math.Sqrt(2) - 1);
    private readonly double _min = options.STmin ?? 0, _max = options.STmax ?? double.PositiveInfinity, _noise = options.SNoise ?? 1;

    /// <summary>Whether noise is put back at a level.</summary>
    public bool Applies(double sigma) => _gamma > 0 && sigma >= _min && sigma <= _max;

    /// <summary>The level that noise is put back up to.</summary>
    public double Raise(double sigma) => Applies(sigma) ? sigma * (_gamma + 1) : sigma;

    /// <summary>The noise that raises a sample from its level.</summary>
    public Linear Noise(double sigma)
    {
        double raised = Raise(sigma);
        return _noise * Math.Sqrt(raised * raised - sigma * sigma) * Linear.Noise;
    }
}
