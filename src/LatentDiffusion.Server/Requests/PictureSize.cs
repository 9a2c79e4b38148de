namespace LatentDiffusion.Server;

/// <summary>The size of what is drawn from a picture.</summary>
internal static class PictureSize
{
    /// <summary>
    /// The request with the picture's own size where it names none, each side down to a multiple that the model draws, but at least one;
    /// what is drawn on beyond the edges has a size of its own.
    /// </summary>
    public static GenerationRequest Fit(GenerationRequest request, ModelTraits model) =>
        request.Image?.Picture is { } image && request.Inpainting?.Outpaint is null
            ? request with { Width = request.Width ?? Fit(image.Width, model), Height = request.Height ?? Fit(image.Height, model) }
            : request;

    private static int Fit(int side, ModelTraits model) => Math.Max(model.SizeMultiple, side - side % model.SizeMultiple);
}
