namespace LatentDiffusion.Techniques;

/// <summary>
/// A variational autoencoder (Kingma and Welling 2014, https://arxiv.org/abs/1312.6114). A picture takes one run, and pictures have
/// vectors, so that those that exist can be given back, and mixed.
/// </summary>
public sealed class VaeSampler : LatentVectorSampler
{
    private const string Input = "sample", Output = "mean";

    private readonly OnnxGraph _encoder;

    /// <summary>Loads the graphs.</summary>
    internal VaeSampler(SamplerFolder folder)
        : base(folder, "decoder") =>
        _encoder = folder.Graph("encoder", [(Input, [1, 3, Size, Size])], [(Output, [1, LatentLength])]);

    /// <summary>The vector of a picture: the mean of the posterior.</summary>
    /// <param name="image">A picture of <see cref="ImageSampler.Size"/>.</param>
    /// <param name="cancellationToken">Stops within one operator.</param>
    /// <returns><see cref="LatentVectorSampler.LatentLength"/> numbers.</returns>
    /// <exception cref="ArgumentException">The picture has another size.</exception>
    /// <exception cref="NumericalException">The model gives NaN or infinity.</exception>
    public float[] Encode(RgbImage image, CancellationToken cancellationToken = default)
    {
        RequireSize(image, nameof(image));
        return Tensors.Map(
            _encoder, Input, PixelConversion.ToTensor(image), [1, 3, Size, Size], Output, [1, LatentLength], cancellationToken);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _encoder.Dispose();
    }
}
