using LatentDiffusion.Numerics;

namespace LatentDiffusion;

/// <summary>
/// A stream of unit normal noise that a seed starts. Every call of <see cref="Fill"/> goes on where the last one ended, as consecutive
/// calls of <c>torch.randn</c> with one <c>torch.Generator</c> do. An instance serves one image on one thread.
/// </summary>
public abstract class NoiseGenerator
{
    /// <summary>Starts a stream.</summary>
    /// <param name="source">Whose noise to draw.</param>
    /// <param name="seed">
    /// Any value. A negative seed stands for the unsigned number with the same 64 bits, as in <c>torch.Generator.manual_seed</c>.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="source"/> is not one of the enumeration.</exception>
    public static NoiseGenerator Create(NoiseSource source, long seed) => source switch
    {
        NoiseSource.TorchCpu => new TorchCpuNoise(seed),
        NoiseSource.Philox => new PhiloxNoise(seed),
        _ => throw new ArgumentOutOfRangeException(nameof(source), source, "Not a noise source."),
    };

    /// <summary>
    /// Draws as one call of <c>torch.randn</c> for that many elements does; what is drawn depends on how draws are divided.
    /// </summary>
    /// <param name="destination">Receives values of mean 0 and variance 1.</param>
    public abstract void Fill(Span<float> destination);
}
