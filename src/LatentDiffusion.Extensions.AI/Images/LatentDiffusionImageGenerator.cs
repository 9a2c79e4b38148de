using Microsoft.Extensions.AI;

namespace LatentDiffusion.Extensions.AI;

/// <summary>
/// Pictures for Microsoft.Extensions.AI. Generates where a request has no picture, and edits its first one where it has; the names of
/// further options are in <see cref="ImageOptionNames"/>. Safe for use by several threads at once.
/// </summary>
public sealed class LatentDiffusionImageGenerator : IImageGenerator
{
    private readonly ModelStore _models;
    private readonly GenerationPool _pool;

    /// <summary>Makes the generator.</summary>
    /// <param name="models">The models.</param>
    /// <param name="pool">The queue in front of them.</param>
    public LatentDiffusionImageGenerator(ModelStore models, GenerationPool pool) => (_models, _pool) = (models, pool);

    /// <summary>Generates or edits pictures when it is their turn; waits where the queue is full.</summary>
    /// <param name="request">Prompt, and pictures to edit: <see cref="DataContent"/>, the first is what is edited.</param>
    /// <param name="options">
    /// Count, size, model, media type (PNG, JPEG or WebP); a <see cref="GenerationRequest"/> from
    /// <see cref="ImageGenerationOptions.RawRepresentationFactory"/>, which what else is set goes before.
    /// </param>
    /// <param name="cancellationToken">Takes it out of the queue, or stops it within one operator of the model.</param>
    /// <returns>
    /// A <see cref="DataContent"/> for each picture, with its <see cref="GeneratedImage"/> as raw representation; the whole has the
    /// <see cref="GenerationResult"/>.
    /// </returns>
    /// <exception cref="ModelNotFoundException">There is no such model.</exception>
    /// <exception cref="ArgumentException">A value breaks a rule; the message names both.</exception>
    /// <exception cref="LatentDiffusionException">A picture cannot be read, or the model cannot be loaded, or fails.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<ImageGenerationResponse> GenerateAsync(
        ImageGenerationRequest request, ImageGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ImageFormat format = ImageRequests.FormatOf(options?.MediaType);
        GenerationRequest own = ImageRequests.Of(this, request, options);
        GenerationResult result = await _pool.GenerateAsync(own, options?.ModelId, cancellationToken).ConfigureAwait(false);
        return new ImageGenerationResponse([.. result.Images.Select(image => Content(image, format))]) { RawRepresentation = result };
    }

    /// <summary>
    /// This generator, its <see cref="ImageGeneratorMetadata"/>, the <see cref="ModelStore"/> or the <see cref="GenerationPool"/>.
    /// </summary>
    /// <param name="serviceType">Which of them.</param>
    /// <param name="serviceKey">Must be null.</param>
    /// <returns>It, or null where it is none of them.</returns>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ImageGeneratorMetadata) ? new ImageGeneratorMetadata("latent_diffusion", null, DefaultModel())
            : serviceType == typeof(ModelStore) ? _models
            : serviceType == typeof(GenerationPool) ? _pool
            : serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Does nothing: models and queue are the application's.</summary>
    public void Dispose()
    {
    }

    private string? DefaultModel() => _models.Names.Count == 0 ? null : _models.Resolve(null);

    private static AIContent Content(GeneratedImage image, ImageFormat format)
    {
        string mediaType = format switch { ImageFormat.Jpeg => "image/jpeg", ImageFormat.Webp => "image/webp", _ => "image/png" };
        return new DataContent(image.Encode(format), mediaType)
        {
            RawRepresentation = image,
            AdditionalProperties = new() { [ImageOptionNames.Seed] = image.Seed, ["parameters"] = image.Parameters.ToText() },
        };
    }
}
