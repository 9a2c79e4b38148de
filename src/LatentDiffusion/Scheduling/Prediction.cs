using LatentDiffusion.Numerics;

namespace LatentDiffusion.Scheduling;

/// <summary>
/// The one place that knows what a model's output means. With <c>x = alpha * x0 + sigma * noise</c>, it gives the clean sample and the
/// noise as linear combinations of sample and output, over a divisor: where operations are rounded one by one, it matters that torch
/// divides.
/// </summary>
internal static class Prediction
{
    /// <summary>
    /// Where zero terminal SNR leaves no signal, diffusers divides by zero, and clipping or thresholding turns the infinities into numbers.
    /// </summary>
    private const double Smallest = 1e-30;

    /// <summary>The clean sample x0, times a divisor.</summary>
    /// <param name="type">What the model predicts.</param>
    /// <param name="alpha">Factor of the clean sample.</param>
    /// <param name="sigma">Factor of the noise.</param>
    /// <param name="divisor">What the result is to be divided by.</param>
    public static Linear Denoised(PredictionType type, double alpha, double sigma, out double divisor)
    {
        Linear x = Linear.Sample, m = Linear.Output;
        double scale = Scale(alpha, sigma);
        divisor = type == PredictionType.Epsilon ? Math.Max(alpha, Smallest) : 1;
        return type switch
        {
            PredictionType.Epsilon => x - sigma * m,
            PredictionType.Sample => m,
            PredictionType.VPrediction => alpha / (scale * scale) * x - sigma / scale * m,
            PredictionType.FlowPrediction => x - sigma * m,
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "There is no such prediction type."),
        };
    }

    /// <summary>The noise, times a divisor.</summary>
    /// <param name="type">What the model predicts.</param>
    /// <param name="alpha">Factor of the clean sample.</param>
    /// <param name="sigma">Factor of the noise.</param>
    /// <param name="divisor">What the result is to be divided by.</param>
    public static Linear Noise(PredictionType type, double alpha, double sigma, out double divisor)
    {
        Linear x = Linear.Sample, m = Linear.Output;
        double scale = Scale(alpha, sigma);
        divisor = type == PredictionType.Sample ? sigma : 1;
        return type switch
        {
            PredictionType.Epsilon => m,
            PredictionType.Sample => x - alpha * m,
            PredictionType.VPrediction => sigma / (scale * scale) * x + alpha / scale * m,
            PredictionType.FlowPrediction => x + alpha * m,
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "There is no such prediction type."),
        };
    }

    /// <summary>
    /// A velocity belongs to variance-preserving samples. Samples whose clean part has factor 1 are larger than those by this factor.
    /// </summary>
    private static double Scale(double alpha, double sigma) => alpha == 1 ? Math.Sqrt(1 + sigma * sigma) : 1;
}
