namespace LatentDiffusion.Server;

/// <summary>How much a request may ask for.</summary>
internal static class RequestLimits
{
    /// <summary>A seed as clients have it: -1 stands for a random one, as null does.</summary>
    public static long? SeedOf(long? seed) => seed == -1 ? null : seed;

    /// <summary>Fails beyond a limit.</summary>
    /// <param name="request">The request.</param>
    /// <param name="options">The limits.</param>
    /// <param name="model">What counts where the request does not say; null as long as the model is not known.</param>
    /// <exception cref="RequestException">The request is.</exception>
    public static void Check(GenerationRequest request, ServerOptions options, ModelTraits? model = null)
    {
        Most("prompt", request.Prompt.Length, options.MaxPromptLength, "characters");
        Most("negative_prompt", request.NegativePrompt?.Length, options.MaxPromptLength, "characters");
        Most("steps", request.Steps ?? model?.Steps, options.MaxSteps, "steps");
        if (request.Count < 1) throw new RequestException("count", $"count is {request.Count}; it must be at least 1.");
        Most("count", request.Count, options.MaxCount, "pictures");
        int? width = request.Width ?? request.Image?.Picture?.Width ?? model?.Width;
        int? height = request.Height ?? request.Image?.Picture?.Height ?? model?.Height;
        Most("width", width, options.MaxSide, "pixels");
        Most("height", height, options.MaxSide, "pixels");
        if (request.Inpainting?.Outpaint is { } outpaint && request.Image?.Picture is { } picture)
        {
            Most("width", (long)picture.Width + outpaint.Left + outpaint.Right, options.MaxSide, "pixels");
            Most("height", (long)picture.Height + outpaint.Top + outpaint.Bottom, options.MaxSide, "pixels");
        }

        if (request.Hires is not { } hires) return;
        Most("steps", hires.Steps, options.MaxSteps, "steps");
        Most("width", hires.Width ?? Enlarged(width, hires.Height, height, hires.Scale), options.MaxSide, "pixels");
        Most("height", hires.Height ?? Enlarged(height, hires.Width, width, hires.Scale), options.MaxSide, "pixels");
    }

    /// <summary>A side of the second pass that is not given: as the other one is enlarged, else by the scale.</summary>
    private static long? Enlarged(int? side, int? otherLarge, int? other, double scale)
    {
        if (otherLarge is not null && other is > 0) scale = (double)otherLarge / other.Value;
        return side is null || !double.IsFinite(scale) ? null : (long)(side.Value * scale);
    }

    private static void Most(string name, long? value, long most, string unit)
    {
        if (value > most)
            throw new RequestException(
                name, FormattableString.Invariant($"{name} is {value} {unit}; this server allows at most {most}."));
    }
}
