using LatentDiffusion.Numerics;

namespace LatentDiffusion.Scheduling;

/// <summary>
/// What goes into a model in the frame of Karras et al. 2022 (EDM, https://arxiv.org/abs/2206.00364, table 1 and equation 7) and what its
/// output means. Samples are <c>x = x0 + sigma * noise</c>.
/// </summary>
internal sealed class EdmPreconditioning(SchedulerOptions options)
{
    private readonly double _sigmaData = options.SigmaData!.Value;
    private readonly double _sign = options.PredictionType == PredictionType.VPrediction ? -1 : 1;

    /// <summary>Factor that turns unit noise into the first sample.</summary>
    public float InitialNoiseScale { get; } = (float)Math.Sqrt(options.SigmaMax!.Value * options.SigmaMax.Value + 1);

    /// <summary>Factor on the sample before the model sees it, <c>c_in</c>.</summary>
    public float InputScale(double sigma) => (float)(1 / Math.Sqrt(sigma * sigma + _sigmaData * _sigmaData));

    /// <summary>What the model is told of each noise level but the last, <c>c_noise</c>.</summary>
    public static float[] Timesteps(float[] sigmas) => Array.ConvertAll(sigmas[..^1], sigma => 0.25f * SingleMath.Log(sigma));

    /// <summary>The clean sample, <c>c_skip x + c_out m</c>.</summary>
    public Linear Denoised(double sigma)
    {
        double variance = sigma * sigma + _sigmaData * _sigmaData;
        double skip = _sigmaData * _sigmaData / variance, scale = _sign * sigma * _sigmaData / Math.Sqrt(variance);
        return skip * Linear.Sample + scale * Linear.Output;
    }
}
