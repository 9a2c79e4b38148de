namespace LatentDiffusion;

/// <summary>
/// Base of the methods that work in the noise level: samples are <c>x = x0 + sigma * noise</c> (the variance-exploding form of Karras et
/// al. 2022, https://arxiv.org/abs/2206.00364), and the model sees them scaled to unit variance.
/// </summary>
internal abstract class SigmaRun : LinearRun
{
    private readonly bool _leading;

    protected SigmaRun(
        float[] timesteps, float[] sigmas, ScheduleRequest request, SchedulerOptions options, int kept = 0, SampleLimit? limit = null)
        : base(timesteps, sigmas, request, options.PredictionType!.Value, kept, limit) =>
            _leading = options.TimestepSpacing == TimestepSpacing.Leading;

    /// <summary>
    /// Leading timesteps stop short of the noisiest one; the sample starts as that one's noise plus an unknown of unit variance.
    /// </summary>
    public override float InitialNoiseScale
    {
        get
        {
            float max = System.Numerics.Tensors.TensorPrimitives.Max(Sigmas);
            return _leading ? TorchMath.Sqrt(max * max + 1) : max;
        }
    }

    public override float InputScale(int index)
    {
        float sigma = Level(index);
        return 1 / TorchMath.Sqrt(sigma * sigma + 1);
    }

    public override (double Signal, double Noise) NoiseLevel(int index) => (1, Level(index));

    /// <summary>Between the two points of a step, the level at its end.</summary>
    private protected override (double Signal, double Noise) AddedNoise(int index) => (1, Sigmas[index]);

    /// <summary>Noise level of the sample at a point; where a step has two points, the second may lie between two levels.</summary>
    protected virtual float Level(int index) => Sigmas[index];

    /// <summary>
    /// One of the two stages of a step by a midpoint, every result rounded (<see cref="Unfused"/>): from the sample at the step's start,
    /// which is kept first, along the slope here, which takes the second kept vector.
    /// </summary>
    /// <param name="index">Index of the point.</param>
    /// <param name="h">Length of the stage in the noise level.</param>
    /// <param name="output">The model's output.</param>
    /// <param name="sample">The sample, changed in place.</param>
    protected void UnfusedStage(int index, float h, ReadOnlySpan<float> output, Span<float> sample)
    {
        Span<float> start = Kept(0), slope = Kept(1);
        UnfusedNoise(1, Level(index), output, sample, slope);
        if (IsFirstEvaluation(index)) sample.CopyTo(start);
        Unfused.Combine(1, start, h, slope, sample);
    }
}
