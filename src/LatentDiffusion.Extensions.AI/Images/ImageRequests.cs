using LatentDiffusion.Errors;
using Microsoft.Extensions.AI;

namespace LatentDiffusion.Extensions.AI;

/// <summary>Requests of Microsoft.Extensions.AI as requests of this library.</summary>
internal static class ImageRequests
{
    private const int MaxCount = 1000; // beyond it, a count is a slip

    /// <summary>
    /// The request: what <see cref="ImageGenerationOptions.RawRepresentationFactory"/> gives, with what else is set put over it.
    /// </summary>
    /// <exception cref="ArgumentException">A value is not what it must be; the message names both.</exception>
    /// <exception cref="ImageFormatException">A picture is damaged, or of a format that is not read.</exception>
    public static GenerationRequest Of(IImageGenerator generator, ImageGenerationRequest request, ImageGenerationOptions? options)
    {
        GenerationRequest own = options?.RawRepresentationFactory?.Invoke(generator) as GenerationRequest ?? new GenerationRequest("");
        if (request.Prompt is { } prompt) own = own with { Prompt = prompt };
        if (options is not null) own = With(own, options);
        AIContent[] originals = [.. request.OriginalImages ?? []];
        return originals.Length == 0 ? own : own with
        {
            Image = (own.Image ?? new ImageInput()) with
            {
                Picture = OriginalImages.Decode(originals[0]),
                Sources = [.. own.Image?.Sources ?? [], .. originals.Skip(1).Select(OriginalImages.Decode)],
            },
        };
    }

    /// <summary>The format of the files that are asked for.</summary>
    /// <exception cref="ArgumentException">It is none that can be written.</exception>
    public static ImageFormat FormatOf(string? mediaType) => mediaType?.ToLowerInvariant() switch
    {
        null or "image/png" => ImageFormat.Png,
        "image/jpeg" or "image/jpg" => ImageFormat.Jpeg,
        "image/webp" => ImageFormat.Webp,
        _ => throw new ArgumentException($"MediaType is '{mediaType}'; it must be image/png, image/jpeg or image/webp.", "options"),
    };

    private static GenerationRequest With(GenerationRequest own, ImageGenerationOptions options)
    {
        if (options.ResponseFormat is not (null or ImageGenerationResponseFormat.Data))
            throw new ArgumentException(
                $"ResponseFormat is {options.ResponseFormat}; it must be Data: nothing is hosted.", nameof(options));
        if (options.Count is < 1 or > MaxCount)
            throw new ArgumentException($"Count is {options.Count}; it must be from 1 to {MaxCount}.", nameof(options));
        PropertyReader properties = new(options.AdditionalProperties ?? []);
        return own with
        {
            Count = options.Count ?? own.Count,
            Width = options.ImageSize?.Width ?? own.Width,
            Height = options.ImageSize?.Height ?? own.Height,
            NegativePrompt = properties.Text(ImageOptionNames.NegativePrompt) ?? own.NegativePrompt,
            Seed = properties.Whole(ImageOptionNames.Seed) ?? own.Seed,
            Steps = properties.Int(ImageOptionNames.Steps) ?? own.Steps,
            GuidanceScale = properties.Real(ImageOptionNames.GuidanceScale) ?? own.GuidanceScale,
            Image = properties.Real(ImageOptionNames.Strength) is { } strength
                ? (own.Image ?? new ImageInput()) with { Strength = strength }
                : own.Image,
            Inpainting = properties.Picture(ImageOptionNames.Mask) is { } mask
                ? (own.Inpainting ?? new Inpainting()) with { Mask = mask }
                : own.Inpainting,
            Scheduler = properties.Text(ImageOptionNames.Scheduler) is { } name ? Schedulers.FromName(name) : own.Scheduler,
            PromptSyntax = properties.Text(ImageOptionNames.PromptSyntax) is { } syntax ? Syntax(syntax) : own.PromptSyntax,
        };
    }

    private static PromptSyntax Syntax(string text) =>
        EnumWord.TryRead(text, out PromptSyntax syntax)
            ? syntax
            : throw new ArgumentException(
                $"AdditionalProperties[\"{ImageOptionNames.PromptSyntax}\"] is '{text}'; it must be plain or weighted.", "options");
}
