using System.Text;

namespace LatentDiffusion.Fuzz;

public sealed partial class Targets
{
    private const int SmallPicture = 20_000;
    private static readonly ImageLimits Limits = new() { MaxPixels = 1 << 20 };

    private static readonly byte[][] PictureWords =
    [
        .. Words("IHDR", "IDAT", "tEXt", "zTXt", "iTXt", "eXIf", "acTL", "parameters\0", "XML:com.adobe.xmp\0", "Exif\0\0", "UNICODE\0",
            "VP8X", "VP8L"),
        [0xFF, 0xE1], [0xFF, 0xD9], [0xFF, 0xC0], [0x78, 0x9C], "MM\0*"u8.ToArray(), "II*\0"u8.ToArray(),
    ];

    private Target[] Pictures() =>
    [
        new("png",
            [.. Seeds("imaging", "*.png", SmallPicture), .. Seeds("xmp", "*.png"), .. Seeds("faults/pictures", "*")],
            PictureWords,
            Picture),
        new("jpeg", [.. Seeds("imaging", "*.jpg", SmallPicture), .. Seeds("xmp", "*.jpg")], PictureWords, Picture),
        new("webp", [.. Seeds("imaging", "*.webp", SmallPicture), .. Seeds("xmp", "*.webp")], PictureWords, Picture),
        new("xmp", [Encoding.UTF8.GetBytes(ImageMetadata.ReadXmp(SeedPath("xmp/source.png"))!)],
            Words("rdf:RDF", "rdf:Description", "xmlns:", "<!DOCTYPE", "<!ENTITY", "&x;", "Iptc4xmpExt:DigitalSourceType", "<?xpacket",
                "]]>", "<![CDATA["),
            input => ImageOrigin.Of(XmpFile.Decode(input, "x"), "x")),
    ];

    /// <summary>What a caller may do with a file that claims to be a picture.</summary>
    private static void Picture(byte[] input)
    {
        List<Exception> refused = [];
        foreach (Action read in (Action[])
            [
                () => RgbImage.Decode(input, Limits), () => ImageMetadata.ReadParameters(input), () => ImageMetadata.ReadXmp(input),
                () => ImageMetadata.ReadOrigin(input), () => ImageMetadata.WithXmp(input, "<x/>"),
            ])
        {
            try
            {
                read();
            }
            catch (ImageFormatException e)
            {
                refused.Add(e);
            }
        }

        if (refused.Count > 0) throw refused[0];
    }
}
