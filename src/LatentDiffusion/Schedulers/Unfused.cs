using System.Numerics;
using System.Numerics.Tensors;

namespace LatentDiffusion;

/// <summary>
/// The parts of a step one by one, every result rounded, as torch does them. Where a step falls from pure noise to a small level, large
/// numbers cancel and diffusers' result is what its roundings leave; <see cref="FusedLinear"/>, which rounds less, gives another.
/// </summary>
internal static class Unfused
{
    /// <summary>
    /// Whether a step between two ratios of noise to signal falls so steeply that its result hangs on diffusers' roundings.
    /// </summary>
    public static bool IsSteep(float from, float to) => to > 0 && from > 10 * to;

    /// <summary>Whether any step of a schedule is steep.</summary>
    public static bool HasSteepStep(ReadOnlySpan<float> ratios)
    {
        for (int i = 1; i < ratios.Length; i++)
            if (IsSteep(ratios[i - 1], ratios[i])) return true;
        return false;
    }

    /// <summary>The clean sample of <c>x = alpha * x0 + sigma * noise</c>; see <see cref="Prediction.Denoised"/>.</summary>
    public static void Denoised(
        PredictionType type, float alpha, float sigma, ReadOnlySpan<float> output, ReadOnlySpan<float> sample, Span<float> destination)
    {
        switch (type)
        {
            case PredictionType.Sample:
                output[..destination.Length].CopyTo(destination);
                break;
            case PredictionType.VPrediction when alpha == 1:
                float square = sigma * sigma + 1, scale = -sigma / TorchMath.Sqrt(square);
                for (int i = 0; i < destination.Length; i++) destination[i] = output[i] * scale + sample[i] / square;
                break;
            case PredictionType.VPrediction:
                Combine(alpha, sample, -sigma, output[..destination.Length], destination);
                break;
            default:
                TensorPrimitives.Multiply(output[..destination.Length], sigma, destination);
                TensorPrimitives.Subtract(sample, destination, destination);
                if (type == PredictionType.Epsilon && alpha != 1) TensorPrimitives.Divide(destination, alpha, destination);
                break;
        }
    }

    /// <summary><c>destination = (sample - alpha * denoised) / sigma</c>: the noise, given the clean sample.</summary>
    public static void Noise(ReadOnlySpan<float> sample, float alpha, float sigma, ReadOnlySpan<float> denoised, Span<float> destination)
    {
        TensorPrimitives.Multiply(denoised, alpha, destination);
        TensorPrimitives.Subtract(sample, destination, destination);
        TensorPrimitives.Divide(destination, sigma, destination);
    }

    /// <summary>The noise of <c>x = alpha * x0 + sigma * noise</c>; see <see cref="Prediction.Noise"/>.</summary>
    public static void NoiseEstimate(
        PredictionType type, float alpha, float sigma, ReadOnlySpan<float> output, ReadOnlySpan<float> sample, Span<float> destination)
    {
        if (type == PredictionType.Sample) Noise(sample, alpha, sigma, output[..destination.Length], destination);
        else if (type == PredictionType.VPrediction) Combine(alpha, output[..destination.Length], sigma, sample, destination);
        else output[..destination.Length].CopyTo(destination);
    }

    /// <summary><c>destination = sum of factors[k] * vectors[k]</c>, one after the other; it may be one of the vectors.</summary>
    public static unsafe void Sum(float** vectors, float* factors, int count, float* destination, int length)
    {
        int lanes = Vector<float>.Count, i = 0;
        for (; i <= length - lanes; i += lanes)
        {
            Vector<float> s = default;
            for (int k = 0; k < count; k++) s += factors[k] * Vector.Load(vectors[k] + i);
            s.Store(destination + i);
        }

        for (; i < length; i++)
        {
            float s = 0;
            for (int k = 0; k < count; k++) s += factors[k] * vectors[k][i];
            destination[i] = s;
        }
    }

    /// <summary><c>destination = a * x + b * y</c>.</summary>
    public static void Combine(float a, ReadOnlySpan<float> x, float b, ReadOnlySpan<float> y, Span<float> destination)
    {
        int lanes = Vector<float>.Count, i = 0;
        for (; i <= destination.Length - lanes; i += lanes)
            (a * new Vector<float>(x[i..]) + b * new Vector<float>(y[i..])).CopyTo(destination[i..]);
        for (; i < destination.Length; i++) destination[i] = a * x[i] + b * y[i];
    }
}
