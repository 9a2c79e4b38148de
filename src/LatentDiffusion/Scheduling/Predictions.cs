using LatentDiffusion.Numerics;
using LatentDiffusion.Scheduling;

namespace LatentDiffusion;

/// <summary>
/// What a model's output means: the clean sample and the noise that it stands for, in samples <c>signal * x0 + noise * z</c>. For methods
/// of your own, so that they serve models of every prediction type.
/// </summary>
/// <remarks>
/// A velocity (<see cref="PredictionType.VPrediction"/>) belongs to samples whose factors have squares that add up to 1. Where the signal's
/// factor is 1 beside noise, as in methods that work in the noise level, the sample is taken for one that the model saw scaled to that. A
/// flow (<see cref="PredictionType.FlowPrediction"/>) belongs to samples whose factors add up to 1.
/// </remarks>
public static class Predictions
{
    /// <summary>The clean sample x0.</summary>
    /// <param name="type">What the model predicts.</param>
    /// <param name="level">The two factors of the sample, as <see cref="ScheduleRun.NoiseLevel"/> has them.</param>
    /// <param name="output">The model's output, guidance applied.</param>
    /// <param name="sample">The sample, as long as the output.</param>
    /// <param name="destination">Receives the clean sample; may be one of the inputs.</param>
    /// <exception cref="ArgumentException">The spans differ in length, or there is no such prediction type.</exception>
    public static void ToDenoised(
        this PredictionType type,
        (double Signal, double Noise) level,
        ReadOnlySpan<float> output,
        ReadOnlySpan<float> sample,
        Span<float> destination)
    {
        Linear scaled = Prediction.Denoised(type, level.Signal, level.Noise, out double divisor);
        Evaluate(scaled / divisor, output, sample, destination);
    }

    /// <summary>The unit noise z.</summary>
    /// <param name="type">What the model predicts.</param>
    /// <param name="level">The two factors of the sample, as <see cref="ScheduleRun.NoiseLevel"/> has them.</param>
    /// <param name="output">The model's output, guidance applied.</param>
    /// <param name="sample">The sample, as long as the output.</param>
    /// <param name="destination">Receives the noise; may be one of the inputs.</param>
    /// <exception cref="ArgumentException">The spans differ in length, or there is no such prediction type.</exception>
    public static void ToNoise(
        this PredictionType type,
        (double Signal, double Noise) level,
        ReadOnlySpan<float> output,
        ReadOnlySpan<float> sample,
        Span<float> destination)
    {
        Linear scaled = Prediction.Noise(type, level.Signal, level.Noise, out double divisor);
        Evaluate(scaled / divisor, output, sample, destination);
    }

    private static void Evaluate(in Linear combination, ReadOnlySpan<float> output, ReadOnlySpan<float> sample, Span<float> destination)
    {
        if (output.Length != destination.Length || sample.Length != destination.Length)
            throw new ArgumentException(
                $"Output ({output.Length} elements), sample ({sample.Length}) and destination ({destination.Length}) differ in length.",
                nameof(destination));
        FusedLinear.Combine(new Operands(sample, output, default, []), combination, destination);
    }
}
