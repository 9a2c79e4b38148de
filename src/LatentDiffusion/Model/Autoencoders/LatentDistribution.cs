using System.Numerics.Tensors;

namespace LatentDiffusion.Model;

/// <summary>The diagonal normal distribution of latents that an encoder gives for a picture (Kingma and Welling 2013).</summary>
/// <param name="parameters">Means, then logarithms of variances; or means alone, for an encoder that draws by itself.</param>
/// <param name="length">Elements of a latent.</param>
/// <param name="scaling">Scale of the latents.</param>
internal sealed class LatentDistribution(float[] parameters, int length, LatentScaling scaling)
{
    /// <summary>diffusers' bounds on the logarithm of a variance (<c>DiagonalGaussianDistribution</c>).</summary>
    private const float MinLogVariance = -30, MaxLogVariance = 20;

    /// <summary>Draws a latent, in the denoiser's scale.</summary>
    public void Sample(NoiseGenerator generator, Span<float> destination)
    {
        ReadOnlySpan<float> mean = parameters.AsSpan(0, length);
        if (parameters.Length == length)
        {
            mean.CopyTo(destination);
        }
        else
        {
            generator.Fill(destination);
            float[] deviation = new float[length];
            TensorPrimitives.Clamp(parameters.AsSpan(length), MinLogVariance, MaxLogVariance, deviation);
            TensorPrimitives.Multiply(deviation, 0.5f, deviation);
            TensorPrimitives.Exp<float>(deviation, deviation);
            TensorPrimitives.MultiplyAdd(destination, deviation, mean, destination);
        }

        scaling.FromVae(destination);
    }

    /// <summary>The likeliest latent, in the autoencoder's own scale.</summary>
    public float[] Mode() => parameters[..length];
}
