using System.Text.Json.Serialization;
using LatentDiffusion.Extensions.AI;

namespace LatentDiffusion.Server;

/// <summary>The answer with pictures.</summary>
/// <param name="Created">Seconds since 1970.</param>
/// <param name="Data">The pictures.</param>
/// <param name="Size">Their size.</param>
/// <param name="OutputFormat">Their format.</param>
/// <param name="Background">Always opaque.</param>
/// <param name="Warnings">What the client should know; null in the usual case.</param>
internal sealed record ImagesResponse(
    long Created,
    IReadOnlyList<ImagesResponse.Picture> Data,
    string Size,
    string OutputFormat,
    string Background,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Warnings)
{
    /// <summary>Makes the answer.</summary>
    public static ImagesResponse Of(GenerationJob job, GenerationResult result, OutputFile output) => new(
        job.Created.ToUnixTimeSeconds(),
        [.. result.Images.Select(image => Picture.Of(image, output))],
        $"{result.Images[0].Width}x{result.Images[0].Height}",
        output.Name,
        "opaque",
        result.Warnings.Count == 0 ? null : FieldNames.InWarnings(result.Warnings));

    /// <summary>A picture.</summary>
    /// <param name="B64Json">The file in base64; null where <paramref name="Url"/> is asked for.</param>
    /// <param name="Url">The file as a data URL, or null.</param>
    /// <param name="Seed">Its seed.</param>
    internal sealed record Picture(
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? B64Json,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Url,
        long Seed)
    {
        /// <summary>Encodes a picture.</summary>
        public static Picture Of(GeneratedImage image, OutputFile output)
        {
            string base64 = output.Encode(image);
            return output.IsUrl ? new(null, $"data:image/{output.Name};base64,{base64}", image.Seed) : new(base64, null, image.Seed);
        }
    }
}
