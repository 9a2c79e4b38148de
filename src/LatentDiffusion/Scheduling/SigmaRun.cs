using System.Numerics.Tensors;
using LatentDiffusion.Numerics;

namespace LatentDiffusion.Scheduling;

/// <summary>
/// Base of the methods that work in the noise level: samples are <c>x = x0 + sigma * noise</c> (the variance-exploding form of Karras et
/// al. 2022, https://arxiv.org/abs/2206.00364), and the model sees them scaled to unit variance.
/// </summary>
internal abstract class SigmaRun : LinearRun
{
    private const int SlopeStages = 2; // the clean sample and the slope

    private readonly bool _leading;

    /// <summary>Makes a run.</summary>
    /// <param name="timesteps">What the model is told at each evaluation.</param>
    /// <param name="sigmas">Noise levels.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="options">Complete options.</param>
    /// <param name="kept">Number of vectors that live from step to step.</param>
    /// <param name="limit">Limit of the clean sample, or null.</param>
    /// <param name="roundsEach">Whether the operations of any step are rounded one by one.</param>
    protected SigmaRun(
        float[] timesteps, float[] sigmas, ScheduleRequest request, SchedulerOptions options, int kept = 0, SampleLimit? limit = null,
        bool roundsEach = false)
        : base(timesteps, sigmas, request, options.PredictionType!.Value, kept, limit, stages: roundsEach ? SlopeStages : 0) =>
            _leading = options.TimestepSpacing == TimestepSpacing.Leading;

    /// <summary>
    /// Leading timesteps stop short of the noisiest one; the sample starts as that one's noise plus an unknown of unit variance.
    /// </summary>
    public override float InitialNoiseScale
    {
        get
        {
            float max = TensorPrimitives.Max(Sigmas);
            return _leading ? MathF.Sqrt(max * max + 1) : max;
        }
    }

    public override float InputScale(int index)
    {
        float sigma = Level(index);
        return 1 / MathF.Sqrt(sigma * sigma + 1);
    }

    public override (double Signal, double Noise) NoiseLevel(int index) => (1, Level(index));

    /// <summary>Between the two points of a step, the level at its end.</summary>
    private protected override (double Signal, double Noise) AddedNoise(int index) => (1, Sigmas[index]);

    /// <summary>Noise level of the sample at a point; where a step has two points, the second may lie between two levels.</summary>
    protected virtual float Level(int index) => Sigmas[index];

    /// <summary>The slope of the sample in the noise level at a point: the noise that is left in it.</summary>
    protected Linear Slope(int index, in Operands vectors)
    {
        double sigma = Level(index);
        return NoiseBeside(vectors, Denoised(vectors, 1, sigma), 1, sigma);
    }

    /// <summary>Whether the step that a point belongs to is steep (<see cref="SteepSteps"/>).</summary>
    protected bool IsSteep(int index)
    {
        int start = IsFirstEvaluation(index) ? index : index - 1;
        return SteepSteps.IsSteep(Sigmas[start], Sigmas[start + 1]);
    }
}
