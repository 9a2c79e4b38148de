namespace LatentDiffusion.Datasets;

/// <summary>Endings of picture files.</summary>
internal static class ImageEndings
{
    /// <summary>The ending of a format, without the point.</summary>
    public static string Ending(this ImageFormat format) => format switch
    {
        ImageFormat.Jpeg => "jpg",
        ImageFormat.Webp => "webp",
        _ => "png",
    };
}
