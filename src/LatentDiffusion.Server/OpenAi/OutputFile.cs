namespace LatentDiffusion.Server;

/// <summary>The files that a request asks for.</summary>
/// <param name="Format">Their format.</param>
/// <param name="Quality">Their quality, 0 to 100.</param>
/// <param name="IsUrl">Whether they are given as data URLs.</param>
internal sealed record OutputFile(ImageFormat Format, int Quality, bool IsUrl)
{
    /// <summary>The name of the format.</summary>
    public string Name => Format switch { ImageFormat.Jpeg => "jpeg", ImageFormat.Webp => "webp", _ => "png" };

    /// <summary>Reads it.</summary>
    /// <exception cref="RequestException">A field is not what it must be.</exception>
    public static OutputFile Of(ImagesRequest body)
    {
        ImageFormat format = body.OutputFormat switch
        {
            null or "" or "png" => ImageFormat.Png,
            "jpeg" or "jpg" => ImageFormat.Jpeg,
            "webp" => ImageFormat.Webp,
            var other => throw new RequestException("output_format", $"output_format is '{other}'; it must be png, jpeg or webp."),
        };
        if (body.OutputCompression is < 0 or > 100)
            throw new RequestException("output_compression", $"output_compression is {body.OutputCompression}; it must be from 0 to 100.");
        bool isUrl = body.ResponseFormat switch
        {
            null or "" or "b64_json" => false,
            "url" => true,
            var other => throw new RequestException("response_format", $"response_format is '{other}'; it must be b64_json or url."),
        };
        return new OutputFile(format, body.OutputCompression ?? 95, isUrl);
    }

    /// <summary>A finished picture in base64.</summary>
    public string Encode(GeneratedImage image) => Convert.ToBase64String(image.Encode(Format, Quality));

    /// <summary>A preview in base64.</summary>
    public string Encode(RgbImage image) => Convert.ToBase64String(image.Encode(Format, Quality));
}
