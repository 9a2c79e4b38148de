namespace LatentDiffusion;

/// <summary>
/// Base of the methods for models in the frame of Karras et al. 2022 (EDM, https://arxiv.org/abs/2206.00364): samples are
/// <c>x = x0 + sigma * noise</c>, and the model's output is part of the clean sample as table 1 and equation 7 say.
/// </summary>
internal abstract class EdmRun : LinearRun
{
    private readonly double _sigmaData, _sigmaMax;

    protected EdmRun(float[] sigmas, ScheduleRequest request, SchedulerOptions options, int kept = 0, SampleLimit? limit = null)
        : base(Array.ConvertAll(sigmas[..^1], sigma => 0.25f * TorchMath.Log(sigma)), sigmas, request, options.PredictionType!.Value, kept, limit) =>
        (_sigmaData, _sigmaMax) = (options.SigmaData!.Value, options.SigmaMax!.Value);

    public override float InitialNoiseScale => (float)Math.Sqrt(_sigmaMax * _sigmaMax + 1);

    public override float InputScale(int index) => (float)(1 / Math.Sqrt((double)Sigmas[index] * Sigmas[index] + _sigmaData * _sigmaData));

    public override (double Signal, double Noise) NoiseLevel(int index) => (1, Sigmas[index]);

    protected override Linear DenoisedAt(int index, in Operands vectors) => DenoisedAt((double)Sigmas[index], vectors);

    /// <summary>The clean sample: <c>x0 = c_skip x + c_out m</c>.</summary>
    protected Linear DenoisedAt(double sigma, in Operands vectors)
    {
        double variance = sigma * sigma + _sigmaData * _sigmaData;
        double skip = _sigmaData * _sigmaData / variance, outwards = sigma * _sigmaData / Math.Sqrt(variance);
        if (Predicts == PredictionType.VPrediction) outwards = -outwards;
        return Limited(vectors, skip * Linear.Sample + outwards * Linear.Output);
    }
}
