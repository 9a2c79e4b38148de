namespace LatentDiffusion.Techniques;

/// <summary>
/// A generative model without prompts that draws pictures of one size, as <c>latent-diffusion-export train gan</c>, <c>vae</c>,
/// <c>pixel</c>, <c>autoregressive</c> and <c>latent</c> leave it: a folder with graphs and <c>technique.json</c>.
/// </summary>
/// <remarks>Safe for use by several threads at once.</remarks>
public abstract class ImageSampler : IDisposable
{
    /// <summary>Techniques by their names in <c>technique.json</c>.</summary>
    private static readonly Dictionary<string, Func<SamplerFolder, ImageSampler>> Kinds = new(StringComparer.Ordinal)
    {
        ["gan"] = folder => new GanSampler(folder),
        ["vae"] = folder => new VaeSampler(folder),
        ["pixel"] = folder => new PixelDiffusionSampler(folder),
        ["autoregressive"] = folder => new AutoregressiveSampler(folder),
        ["latent"] = folder => new LatentSampler(folder),
    };

    private const int MostElements = 1 << 28; // of the pictures that are drawn at once: a gigabyte

    /// <summary>Takes what every technique has from the folder.</summary>
    private protected ImageSampler(SamplerFolder folder)
    {
        (Technique, Size) = (folder.Technique, folder.Size);
        BatchSize = Math.Min(folder.Options.BatchSize, MostElements / (3 * Size * Size));
    }

    /// <summary>Name of the technique, for example <c>gan</c>.</summary>
    public string Technique { get; }

    /// <summary>Side of the pictures in pixels.</summary>
    public int Size { get; }

    /// <summary>How many pictures are drawn at once at most.</summary>
    private protected int BatchSize { get; }

    /// <summary>Loads a model of any technique.</summary>
    /// <param name="folder">The folder with <c>technique.json</c>.</param>
    /// <param name="options">On what it runs.</param>
    /// <returns>A sampler of the technique's own type, which can do more than draw.</returns>
    /// <exception cref="ModelFormatException">A file is missing, damaged, or does not fit the others.</exception>
    /// <exception cref="ExecutionProviderException">The native ONNX Runtime, or the asked-for provider in it, is absent.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static ImageSampler Load(string folder, SamplerOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        using SamplerFolder files = SamplerFolder.Open(folder, options ?? new SamplerOptions());
        if (!Kinds.TryGetValue(files.Technique, out Func<SamplerFolder, ImageSampler>? create))
            throw new ModelFormatException(
                $"{files.File}: 'technique' is '{Shown.Of(files.Technique)}'; expected one of {string.Join(", ", Kinds.Keys)}.");
        ImageSampler sampler = create(files);
        files.Release();
        return sampler;
    }

    /// <summary>Draws pictures.</summary>
    /// <param name="count">How many, at least 1.</param>
    /// <param name="seed">Seed of the first; picture i has <c>seed + i</c> and is the same whatever it is drawn with.</param>
    /// <param name="cancellationToken">Stops within one operator.</param>
    /// <returns>The pictures in the order of their seeds.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The count is below 1.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="NumericalException">The model gives NaN or infinity.</exception>
    /// <exception cref="GraphRunException">ONNX Runtime failed.</exception>
    public IReadOnlyList<RgbImage> Draw(int count, long seed, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        List<RgbImage> images = new(count);
        while (images.Count < count)
        {
            int part = Math.Min(BatchSize, count - images.Count);
            images.AddRange(DrawPart(part, unchecked(seed + images.Count), cancellationToken));
        }

        return images;
    }

    /// <summary>Frees the graphs.</summary>
    public abstract void Dispose();

    /// <summary>Draws pictures of consecutive seeds at once.</summary>
    private protected abstract IReadOnlyList<RgbImage> DrawPart(int count, long seed, CancellationToken cancellationToken);

    /// <summary>Refuses pictures of another size.</summary>
    private protected void RequireSize(RgbImage image, string name)
    {
        ArgumentNullException.ThrowIfNull(image, name);
        if (image.Width != Size || image.Height != Size)
            throw new ArgumentException($"The picture has {image.Width}x{image.Height} pixels; this model takes {Size}x{Size}.", name);
    }
}
