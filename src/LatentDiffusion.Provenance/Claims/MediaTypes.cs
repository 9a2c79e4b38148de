namespace LatentDiffusion.Provenance;

/// <summary>Media types of image files.</summary>
internal static class MediaTypes
{
    /// <summary>That of a format.</summary>
    public static string Of(ImageFormat format) => format switch
    {
        ImageFormat.Png => "image/png",
        ImageFormat.Jpeg => "image/jpeg",
        _ => "image/webp",
    };
}
