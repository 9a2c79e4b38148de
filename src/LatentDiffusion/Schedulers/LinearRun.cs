namespace LatentDiffusion;

/// <summary>
/// Base of the built-in runs. A step writes its formulas as <see cref="Linear"/> combinations and hands them to <see cref="Operands"/>
/// evaluation; what is not linear (clipping, thresholding) is evaluated into a kept vector, which then takes part as a vector of its own.
/// </summary>
internal abstract class LinearRun : ScheduleRun
{
    private readonly float[][] _kept;
    private readonly SampleLimit? _limit;
    private readonly PredictionType _prediction;

    /// <summary>Makes a run with a number of kept vectors.</summary>
    protected LinearRun(float[] timesteps, float[] sigmas, ScheduleRequest request, PredictionType prediction, int kept, SampleLimit? limit = null)
        : base(timesteps, sigmas, request.Length)
    {
        (_prediction, _limit) = (prediction, limit);
        _kept = new float[kept + (limit is null ? 0 : 1)][];
        for (int i = 0; i < _kept.Length; i++) _kept[i] = GC.AllocateArray<float>(request.Length, pinned: true);
    }

    /// <summary>A vector that lives from step to step.</summary>
    protected Span<float> Kept(int index) => _kept[index];

    /// <summary>Swaps two kept vectors without copying them.</summary>
    protected void SwapKept(int a, int b) => (_kept[a], _kept[b]) = (_kept[b], _kept[a]);

    /// <summary>Makes room for a new first vector among the first <paramref name="count"/>: each moves one back, the last becomes the first.</summary>
    protected void ShiftKept(int count)
    {
        float[] last = _kept[count - 1];
        Array.Copy(_kept, 0, _kept, 1, count - 1);
        _kept[0] = last;
    }

    /// <summary>The vectors of this step.</summary>
    protected Operands Vectors(ReadOnlySpan<float> output, ReadOnlySpan<float> noise, ReadOnlySpan<float> sample) => new(sample, output, noise, _kept);

    /// <summary>The clean sample x0 of <c>x = alpha * x0 + sigma * noise</c>, limited where the options ask for it.</summary>
    protected Linear Denoised(in Operands vectors, double alpha, double sigma)
    {
        Linear x0 = Prediction.Denoised(_prediction, alpha, sigma);
        if (_limit is null) return x0;
        int slot = _kept.Length - 1;
        FusedLinear.Combine(vectors, x0, _kept[slot]);
        _limit.Apply(_kept[slot]);
        return Linear.Kept(slot);
    }

    /// <summary>The noise of <c>x = alpha * x0 + sigma * noise</c>, as the output implies it (limits do not touch it).</summary>
    protected Linear NoiseEstimate(double alpha, double sigma) => Prediction.Noise(_prediction, alpha, sigma);

    /// <inheritdoc/>
    public override void Denoise(ReadOnlySpan<float> output, ReadOnlySpan<float> sample, Span<float> destination)
    {
        Operands vectors = Vectors(output, default, sample);
        var (alpha, sigma) = NoiseLevel(Math.Min(Position, Timesteps.Length - 1));
        FusedLinear.Combine(vectors, Denoised(vectors, alpha, sigma), destination);
    }
}
