namespace LatentDiffusion;

/// <summary>
/// Base of the methods that work in the noise level: samples are <c>x = x0 + sigma * noise</c> (the variance-exploding form of Karras et al.
/// 2022, https://arxiv.org/abs/2206.00364), and the model sees them scaled to unit variance.
/// </summary>
internal abstract class SigmaRun : LinearRun
{
    private readonly bool _leading;

    protected SigmaRun(
        float[] timesteps, float[] sigmas, ScheduleRequest request, SchedulerOptions options, int kept = 0, SampleLimit? limit = null)
        : base(timesteps, sigmas, request, options.PredictionType!.Value, kept, limit) => _leading = options.TimestepSpacing == TimestepSpacing.Leading;

    /// <summary>Leading timesteps stop short of the noisiest one; the sample starts as that one's noise plus an unknown of unit variance.</summary>
    public override float InitialNoiseScale
    {
        get
        {
            float max = System.Numerics.Tensors.TensorPrimitives.Max(Sigmas);
            return _leading ? MathF.Sqrt(max * max + 1) : max;
        }
    }

    public override float InputScale(int index) => ToUnitVariance(Sigmas[index]);

    public override (double Signal, double Noise) NoiseLevel(int index) => (1, Sigmas[index]);

    /// <summary>Factor that scales a sample of a noise level to unit variance.</summary>
    protected static float ToUnitVariance(float sigma) => 1 / MathF.Sqrt(sigma * sigma + 1);
}
