namespace LatentDiffusion;

/// <summary>
/// The one place that knows what a model's output means. With <c>x = alpha * x0 + sigma * noise</c>, it gives the clean sample and the
/// noise as linear combinations of sample and output.
/// </summary>
internal static class Prediction
{
    /// <summary>
    /// Where zero terminal SNR leaves no signal, diffusers divides by zero, and clipping or thresholding turns the infinities into numbers.
    /// </summary>
    private const double Smallest = 1e-30;

    /// <summary>The clean sample x0.</summary>
    public static Linear Denoised(PredictionType type, double alpha, double sigma)
    {
        Linear x = Linear.Sample, m = Linear.Output;
        double scale = Scale(alpha, sigma);
        return type switch
        {
            PredictionType.Epsilon => (x - sigma * m) / Math.Max(alpha, Smallest),
            PredictionType.Sample => m,
            PredictionType.VPrediction => alpha / (scale * scale) * x - sigma / scale * m,
            PredictionType.FlowPrediction => x - sigma * m,
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "There is no such prediction type."),
        };
    }

    /// <summary>The noise.</summary>
    public static Linear Noise(PredictionType type, double alpha, double sigma)
    {
        Linear x = Linear.Sample, m = Linear.Output;
        double scale = Scale(alpha, sigma);
        return type switch
        {
            PredictionType.Epsilon => m,
            PredictionType.Sample => (x - alpha * m) / sigma,
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
