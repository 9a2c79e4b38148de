using LatentDiffusion.Requests;

namespace LatentDiffusion.Model;

/// <summary>The noise of a batch of pictures, each from a generator of its own, so that none depends on its neighbours.</summary>
internal sealed class NoiseBatch
{
    private readonly NoiseGenerator[] _generators;

    /// <summary>Starts the generators of all pictures of a plan.</summary>
    public NoiseBatch(GenerationPlan plan)
    {
        _generators = new NoiseGenerator[plan.Count];
        for (int k = 0; k < plan.Count; k++) _generators[k] = NoiseGenerator.Create(plan.Request.NoiseSource, plan.SeedOf(k));
    }

    /// <summary>One draw for each picture.</summary>
    /// <param name="destination">Receives the draws, one picture after the other.</param>
    public void Fill(Span<float> destination)
    {
        int length = destination.Length / _generators.Length;
        for (int k = 0; k < _generators.Length; k++) _generators[k].Fill(destination.Slice(k * length, length));
    }

    /// <summary>Draws a latent from a distribution of its own for each picture.</summary>
    /// <param name="distributions">What the autoencoder makes of the pictures, taken one after the other.</param>
    /// <param name="destination">Receives the latents, one picture after the other.</param>
    public void Sample(IEnumerable<LatentDistribution> distributions, Span<float> destination)
    {
        int length = destination.Length / _generators.Length;
        foreach (var (k, distribution) in distributions.Index()) distribution.Sample(_generators[k], destination.Slice(k * length, length));
    }

    /// <summary>Draws a latent from a distribution for each picture.</summary>
    /// <param name="distribution">What the autoencoder makes of a picture.</param>
    /// <param name="destination">Receives the latents, one picture after the other.</param>
    public void Sample(LatentDistribution distribution, Span<float> destination)
    {
        int length = destination.Length / _generators.Length;
        for (int k = 0; k < _generators.Length; k++) distribution.Sample(_generators[k], destination.Slice(k * length, length));
    }
}
