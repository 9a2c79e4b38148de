namespace LatentDiffusion.Techniques;

/// <summary>A technique that turns one vector of unit normal noise into a picture in one run of a graph.</summary>
public abstract class LatentVectorSampler : ImageSampler
{
    private const string Input = "latent", Output = "sample";
    private const int LongestLatent = 1 << 16;

    private readonly OnnxGraph _graph;

    /// <summary>Loads the graph.</summary>
    private protected LatentVectorSampler(SamplerFolder folder, string graph)
        : base(folder)
    {
        LatentLength = folder.Whole("latent_length", 1, LongestLatent);
        _graph = folder.Graph(graph, [(Input, [1, LatentLength])], [(Output, [1, 3, Size, Size])]);
    }

    /// <summary>Elements of the vector.</summary>
    public int LatentLength { get; }

    /// <summary>The vector of a seed, as <c>torch.randn</c> draws it.</summary>
    /// <param name="seed">Any value.</param>
    public float[] LatentOf(long seed)
    {
        float[] latent = new float[LatentLength];
        NoiseGenerator.Create(NoiseSource.TorchCpu, seed).Fill(latent);
        return latent;
    }

    /// <summary>The picture of a vector.</summary>
    /// <param name="latent"><see cref="LatentLength"/> numbers.</param>
    /// <param name="cancellationToken">Stops within one operator.</param>
    /// <exception cref="ArgumentException">The vector has another length.</exception>
    /// <exception cref="NumericalException">The vector has values from which the model gives NaN or infinity.</exception>
    public RgbImage Decode(ReadOnlySpan<float> latent, CancellationToken cancellationToken = default)
    {
        if (latent.Length != LatentLength)
            throw new ArgumentException($"The latent has {latent.Length} numbers; this model takes {LatentLength}.", nameof(latent));
        return Pictures(latent, cancellationToken)[0];
    }

    /// <summary>The pictures on the straight line from one vector to another, both included.</summary>
    /// <param name="from">The first vector.</param>
    /// <param name="to">The last one.</param>
    /// <param name="count">How many pictures, at least 2.</param>
    /// <param name="cancellationToken">Stops within one operator.</param>
    /// <exception cref="ArgumentException">A vector has another length, or the count is too small.</exception>
    /// <exception cref="NumericalException">A vector has values from which the model gives NaN or infinity.</exception>
    public IReadOnlyList<RgbImage> Interpolate(
        ReadOnlySpan<float> from, ReadOnlySpan<float> to, int count, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        if (from.Length != LatentLength || to.Length != LatentLength)
            throw new ArgumentException($"The latents have {from.Length} and {to.Length} numbers; this model takes {LatentLength}.");
        List<RgbImage> images = new(count);
        while (images.Count < count)
        {
            float[] points = new float[Math.Min(BatchSize, count - images.Count) * LatentLength];
            Tensors.Line(from, to, images.Count, count, points);
            images.AddRange(Pictures(points, cancellationToken));
        }

        return images;
    }

    /// <inheritdoc/>
    public override void Dispose() => _graph.Dispose();

    /// <inheritdoc/>
    private protected override IReadOnlyList<RgbImage> DrawPart(int count, long seed, CancellationToken cancellationToken)
    {
        float[] latents = new float[count * LatentLength];
        Tensors.Fill(Tensors.Generators(count, seed), latents);
        return Pictures(latents, cancellationToken);
    }

    private RgbImage[] Pictures(ReadOnlySpan<float> latents, CancellationToken cancellationToken)
    {
        int count = latents.Length / LatentLength;
        return Tensors.ToImages(
            Tensors.Map(_graph, Input, latents, [count, LatentLength], Output, [count, 3, Size, Size], cancellationToken), Size);
    }
}
