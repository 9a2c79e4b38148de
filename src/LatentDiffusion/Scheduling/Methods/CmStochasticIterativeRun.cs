using LatentDiffusion.Numerics;

namespace LatentDiffusion.Scheduling;

/// <summary>
/// Multistep sampling of a consistency model: Song et al. 2023 (https://arxiv.org/abs/2303.01469), algorithm 1, with the boundary condition
/// of its appendix C. Each step jumps to a clean sample and puts noise of the next level back.
/// </summary>
internal sealed class CmStochasticIterativeRun : LinearRun
{
    private readonly double _sigmaMin, _sigmaMax, _sigmaData, _noise;

    private CmStochasticIterativeRun(ScheduleRequest request, SchedulerOptions options, float[] timesteps, float[] sigmas)
        : base(
            timesteps,
            sigmas,
            request,
            PredictionType.Sample,
            kept: 0,
            SampleLimit.From(options with { ClipSample = options.ClipDenoised }, request))
    {
        (_sigmaMin, _sigmaMax) = (options.SigmaMin!.Value, options.SigmaMax!.Value);
        (_sigmaData, _noise) = (options.SigmaData!.Value, options.SNoise!.Value);
    }

    /// <summary>The catalogue's entry.</summary>
    public static SchedulerKind Kind { get; } = new(
        "CMStochasticIterativeScheduler",
        [
            Option.NumTrainTimesteps, Option.SigmaMin, Option.SigmaMax, Option.SigmaData, Option.SNoise, Option.Rho, Option.ClipDenoised,
        ],
        new SchedulerOptions
        {
            NumTrainTimesteps = 40, SigmaMin = 0.002, SigmaMax = 80, SigmaData = 0.5, SNoise = 1, Rho = 7, ClipDenoised = true,
        },
        Make) { TakesTimesteps = true };

    public override float InitialNoiseScale => (float)_sigmaMax;

    public override float InputScale(int index) => (float)(1 / Math.Sqrt((double)Sigmas[index] * Sigmas[index] + _sigmaData * _sigmaData));

    public override bool NeedsNoise(int index) => Timesteps.Length > 1;

    public override (double Signal, double Noise) NoiseLevel(int index) => (1, Sigmas[index]);

    protected override void Advance(int index, ReadOnlySpan<float> output, ReadOnlySpan<float> noise, Span<float> sample)
    {
        Operands vectors = Vectors(output, noise, sample);
        double sigmaHat = Math.Clamp(Sigmas[index + 1], _sigmaMin, _sigmaMax);
        double added = NeedsNoise(index) ? _noise * Math.Sqrt(sigmaHat * sigmaHat - _sigmaMin * _sigmaMin) : 0;
        FusedLinear.Combine(vectors, DenoisedAt(index, vectors) + added * Linear.Noise, sample);
    }

    protected override Linear DenoisedAt(int index, in Operands vectors)
    {
        double sigma = Sigmas[index], distance = sigma - _sigmaMin;
        double skip = _sigmaData * _sigmaData / (distance * distance + _sigmaData * _sigmaData);
        double outwards = distance * _sigmaData / Math.Sqrt(sigma * sigma + _sigmaData * _sigmaData);
        return Limited(vectors, outwards * Linear.Output + skip * Linear.Sample);
    }

    private static CmStochasticIterativeRun Make(ScheduleRequest request, SchedulerOptions options)
    {
        double max = options.SigmaMax!.Value, min = options.SigmaMin!.Value, rho = options.Rho!.Value;
        double high = Math.Pow(max, 1 / rho), low = Math.Pow(min, 1 / rho), last = options.NumTrainTimesteps!.Value - 1;
        long[] steps = TrainingSteps(request, options.NumTrainTimesteps!.Value);
        double[] sigmas = [.. steps.Reverse().Select(t => Math.Pow(high + t / last * (low - high), rho))];
        float[] timesteps = SigmaSchedule.Single(sigmas.Select(sigma => 1000 * 0.25 * Math.Log(sigma)));
        return new CmStochasticIterativeRun(request, options, timesteps, SigmaSchedule.Single([.. sigmas, min]));
    }

    private static long[] TrainingSteps(ScheduleRequest request, int train)
    {
        if (request.Timesteps is { } given)
        {
            if (given[0] >= train)
                throw new ArgumentException(
                    $"Timesteps must start below num_train_timesteps, {train}; they start at {given[0]}.", nameof(request));
            return [.. given.Select(t => (long)t)];
        }

        if (request.Steps > train)
            throw new ArgumentException(
                $"There are only {train} training steps, fewer than the {request.Steps} steps asked for.", nameof(request));
        return [.. Enumerable.Range(0, request.Steps).Select(i => (long)(request.Steps - 1 - i) * (train / request.Steps))];
    }
}
