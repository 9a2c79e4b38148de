using System.Numerics.Tensors;
using LatentDiffusion.Numerics;

namespace LatentDiffusion.Scheduling;

/// <summary>
/// Base of the built-in runs. A step writes its formulas as <see cref="Linear"/> combinations and hands them to <see cref="FusedLinear"/>;
/// what is not linear (clipping, thresholding) is evaluated into a vector, which then takes part as a vector of its own.
/// </summary>
internal abstract class LinearRun : ScheduleRun
{
    private readonly KeptVector[] _kept;
    private readonly SampleLimit? _limit;
    private readonly PredictionType _prediction;
    private readonly int _sampleLength;
    private readonly int _firstStage;
    private readonly float[]? _firstHalves;
    private int _stage;

    /// <summary>Makes a run.</summary>
    /// <param name="timesteps">What the model is told at each evaluation.</param>
    /// <param name="sigmas">Noise levels, or empty.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="prediction">What the model predicts.</param>
    /// <param name="kept">Number of vectors that live from step to step.</param>
    /// <param name="limit">Limit of the clean sample, or null.</param>
    /// <param name="takesVariance">See <see cref="ScheduleRun.TakesVariance"/>.</param>
    /// <param name="stages">Most calls of <see cref="Stage"/> in a step that is rounded operation by operation; 0 if there is none.</param>
    protected LinearRun(
        float[] timesteps, float[] sigmas, ScheduleRequest request, PredictionType prediction, int kept, SampleLimit? limit = null,
        bool takesVariance = false, int stages = 0)
        : base(timesteps, sigmas, request.Length)
    {
        (_prediction, _limit, _sampleLength) = (prediction, limit, request.SampleLength);
        _firstStage = kept + (limit is null ? 0 : 1);
        _kept = new KeptVector[_firstStage + stages];
        for (int i = 0; i < _kept.Length; i++) _kept[i] = new KeptVector(request.Length);
        if (takesVariance) _firstHalves = new float[request.Length];
    }

    /// <inheritdoc/>
    public override bool TakesVariance => _firstHalves is not null;

    /// <summary>What the model predicts.</summary>
    protected PredictionType Predicts => _prediction;

    /// <summary>Whether the options ask for a limit of the clean sample.</summary>
    protected bool HasLimit => _limit is not null;

    /// <inheritdoc/>
    public override void Denoise(ReadOnlySpan<float> output, ReadOnlySpan<float> sample, Span<float> destination)
    {
        Operands vectors = Vectors(output, default, sample);
        FusedLinear.Combine(vectors, DenoisedAt(Math.Min(Position, Timesteps.Length - 1), vectors), destination);
    }

    private protected override unsafe void Prepare(ReadOnlySpan<float> sample)
    {
        fixed (float* address = sample)
        {
            foreach (KeptVector kept in _kept) kept.AlignWith(address);
        }
    }

    /// <summary>A vector that lives from step to step.</summary>
    protected Span<float> Kept(int index) => _kept[index].Span;

    /// <summary>
    /// Makes room for a new first vector among the first <paramref name="count"/>: each moves one back, the last becomes the first.
    /// </summary>
    protected void ShiftKept(int count)
    {
        KeptVector last = _kept[count - 1];
        Array.Copy(_kept, 0, _kept, 1, count - 1);
        _kept[0] = last;
    }

    /// <summary>Whether a point begins a step; methods of two evaluations end it at the next point.</summary>
    protected bool IsFirstEvaluation(int index) => (index - Begin) % EvaluationsPerStep == 0;

    /// <summary>The vectors of this step.</summary>
    /// <param name="output">The model's output; where it holds variances too, only its predictions count.</param>
    /// <param name="noise">Unit normal noise, or empty.</param>
    /// <param name="sample">The sample.</param>
    /// <param name="roundsEach">Whether every operation of the step is rounded, as torch does.</param>
    protected Operands Vectors(
        ReadOnlySpan<float> output, ReadOnlySpan<float> noise, ReadOnlySpan<float> sample, bool roundsEach = false)
    {
        _stage = _firstStage;
        Rounding rounding = roundsEach ? Rounding.EachOperation : Rounding.Fused;
        if (output.Length == sample.Length) return new(sample, output, noise, _kept, rounding);
        CopyHalves(output, 0, _firstHalves);
        return new(sample, _firstHalves, noise, _kept, rounding);
    }

    /// <summary>
    /// What torch stores before it goes on: where every operation is rounded it is evaluated into a vector of its own, else it stays a
    /// formula.
    /// </summary>
    /// <param name="vectors">The vectors of this step.</param>
    /// <param name="sum">A combination.</param>
    /// <param name="divisor">What the combination is divided by, after its sum was rounded.</param>
    protected Linear Stage(in Operands vectors, in Linear sum, double divisor = 1)
    {
        if (vectors.Rounding == Rounding.Fused) return divisor == 1 ? sum : sum / divisor;
        int slot = _stage++;
        Span<float> stored = _kept[slot].Span;
        FusedLinear.Combine(vectors, sum, stored);
        TensorPrimitives.Divide(stored, (float)divisor, stored);
        return Linear.Kept(slot);
    }

    /// <summary>The clean sample x0 of <c>x = alpha * x0 + sigma * noise</c>, limited where the options ask for it.</summary>
    protected Linear Denoised(in Operands vectors, double alpha, double sigma)
    {
        Linear scaled = Prediction.Denoised(_prediction, alpha, sigma, out double divisor);
        return Limited(vectors, Stage(vectors, scaled, divisor));
    }

    /// <summary>A clean sample, limited where the options ask for it.</summary>
    protected Linear Limited(in Operands vectors, in Linear x0)
    {
        if (_limit is null) return x0;
        int slot = _firstStage - 1;
        FusedLinear.Combine(vectors, x0, _kept[slot].Span);
        _limit.Apply(_kept[slot].Span);
        return Linear.Kept(slot);
    }

    /// <summary>The noise of <c>x = alpha * x0 + sigma * noise</c>, given the clean sample.</summary>
    protected Linear NoiseBeside(in Operands vectors, in Linear x0, double alpha, double sigma) =>
        Stage(vectors, Linear.Sample - alpha * x0, sigma);

    /// <summary>The noise of <c>x = alpha * x0 + sigma * noise</c>, as the output implies it (limits do not touch it).</summary>
    protected Linear NoiseEstimate(in Operands vectors, double alpha, double sigma)
    {
        Linear scaled = Prediction.Noise(_prediction, alpha, sigma, out double divisor);
        return _prediction == PredictionType.Epsilon ? scaled : Stage(vectors, scaled, divisor);
    }

    /// <summary>Takes the predictions (half 0) or the variances (half 1) out of an output that holds both for each sample.</summary>
    protected void CopyHalves(ReadOnlySpan<float> output, int half, Span<float> destination)
    {
        for (int start = 0; start < destination.Length; start += _sampleLength)
            output.Slice(2 * start + half * _sampleLength, _sampleLength).CopyTo(destination.Slice(start, _sampleLength));
    }

    /// <summary>The clean sample at a point.</summary>
    protected virtual Linear DenoisedAt(int index, in Operands vectors)
    {
        var (alpha, sigma) = NoiseLevel(index);
        return Denoised(vectors, alpha, sigma);
    }
}
