using Microsoft.Extensions.AI;

namespace LatentDiffusion.Extensions.AI;

/// <summary>Pictures that come with a request.</summary>
internal static class OriginalImages
{
    /// <summary>Decodes a picture.</summary>
    /// <exception cref="ArgumentException">The content holds no bytes: addresses are not fetched.</exception>
    /// <exception cref="ImageFormatException">It is damaged, or of a format that is not read.</exception>
    public static RgbImage Decode(AIContent content) => content is DataContent data
        ? RgbImage.Decode(data.Data.Span)
        : throw new ArgumentException(
            $"A picture is given as {content?.GetType().Name ?? "null"}; it must be a DataContent, since addresses are not fetched.",
            "request");
}
