using LatentDiffusion.Numerics;

namespace LatentDiffusion.Scheduling;

/// <summary>
/// The noise levels of all training steps, and the way between a timestep and a noise level, both of which may lie between training steps.
/// </summary>
/// <param name="sigmas">Noise level of each training step, ascending.</param>
internal sealed class SigmaGrid(float[] sigmas)
{
    private readonly float[] _logSigmas = Array.ConvertAll(sigmas, SingleMath.Log);

    /// <summary>The grid of complete options.</summary>
    public static SigmaGrid From(SchedulerOptions options) => new(NoiseSchedule.Of(options, finite: true).Sigmas.ToArray());

    /// <summary>Noise level of each training step, ascending.</summary>
    public ReadOnlySpan<float> Sigmas => sigmas;

    /// <summary>Natural logarithms of the noise levels, in single precision.</summary>
    public ReadOnlySpan<float> LogSigmas => _logSigmas;

    /// <summary>The noise level at a timestep, linear between training steps and constant beyond them (<c>numpy.interp</c>).</summary>
    public double SigmaAt(double timestep)
    {
        int last = sigmas.Length - 1;
        if (!(timestep > 0)) return sigmas[0];
        if (timestep >= last) return sigmas[last];
        int below = (int)timestep;
        return ((double)sigmas[below + 1] - sigmas[below]) * (timestep - below) + sigmas[below];
    }

    /// <summary>The noise levels at timesteps.</summary>
    public double[] SigmasAt(ReadOnlySpan<float> timesteps)
    {
        double[] levels = new double[timesteps.Length];
        for (int i = 0; i < levels.Length; i++) levels[i] = SigmaAt(timesteps[i]);
        return levels;
    }

    /// <summary>The timestep of a noise level, linear in the logarithm between training steps (diffusers' <c>_sigma_to_t</c>).</summary>
    public double TimestepOf(double sigma)
    {
        double log = Math.Log(sigma);
        int low = Below(log);
        double w = Math.Clamp((_logSigmas[low] - log) / (_logSigmas[low] - _logSigmas[low + 1]), 0, 1);
        return (1 - w) * low + w * (low + 1);
    }

    /// <summary>The timestep of a noise level in single precision, with the weight of the upper training step rounded to it too.</summary>
    public double TimestepOf(float sigma)
    {
        var (low, w) = Between(sigma);
        return (double)(1 - w) * low + (double)w * (low + 1);
    }

    /// <summary>
    /// The timestep of a noise level, all in single precision: diffusers hands a tensor to numpy in some places.
    /// </summary>
    public float TimestepOfTensor(float sigma)
    {
        var (low, w) = Between(sigma);
        return (1 - w) * low + w * (low + 1);
    }

    /// <summary>The timesteps of noise levels.</summary>
    public double[] TimestepsOf(double[] sigmas) => Array.ConvertAll(sigmas, TimestepOf);

    private (int Low, float Weight) Between(float sigma)
    {
        float log = SingleMath.Log(sigma);
        int low = Below(log);
        return (low, Math.Clamp((_logSigmas[low] - log) / (_logSigmas[low] - _logSigmas[low + 1]), 0, 1));
    }

    /// <summary>The last training step whose noise is not above a level, but not the very last.</summary>
    private int Below(double log)
    {
        int low = 0, high = _logSigmas.Length - 1;
        if (high < 1) throw new ArgumentException("Timesteps of noise levels need at least two training steps.");
        if (log >= _logSigmas[high]) return high - 1; // with zero terminal SNR the last level may lie below the one before
        while (high - low > 1)
        {
            int middle = (low + high) / 2;
            if (_logSigmas[middle] <= log) low = middle;
            else high = middle;
        }

        return low;
    }
}
