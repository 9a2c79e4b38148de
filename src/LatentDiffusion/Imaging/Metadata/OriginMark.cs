using LatentDiffusion.Errors;

namespace LatentDiffusion.Imaging;

/// <summary>
/// What XMP says of the origin of a picture: IPTC Photo Metadata 2025.1 (https://iptc.org/std/photometadata/specification/), Digital Source
/// Type, AI System Used, AI System Version Used.
/// </summary>
/// <param name="Model">Name of the model that drew.</param>
/// <param name="IsEdit">Whether it was made from given pictures.</param>
internal readonly record struct OriginMark(string Model, bool IsEdit)
{
    // https://cv.iptc.org/newscodes/digitalsourcetype/
    private const string SourceTypes = "http://cv.iptc.org/newscodes/digitalsourcetype/";

    /// <summary>Digital Source Type: an IRI.</summary>
    public string SourceType => SourceTypes + (IsEdit ? "compositeWithTrainedAlgorithmicMedia" : "trainedAlgorithmicMedia");

    /// <summary>AI System Used: this library and the model.</summary>
    public string System => $"{LibraryVersion.Name}, model {Xmp.Legal(Model)}";

    /// <summary>AI System Version Used: that of this library.</summary>
    public string SystemVersion => $"LatentDiffusion {LibraryVersion.Text}";

    /// <summary>The packet for a picture that was made from given ones, of which the first may have one.</summary>
    /// <param name="sources">The pictures.</param>
    /// <param name="model">Name of the model that drew.</param>
    /// <param name="warnings">Told where an existing packet cannot be kept.</param>
    public static string Packet(IReadOnlyList<RgbImage> sources, string model, RunWarnings warnings)
    {
        OriginMark mark = new(model, IsEdit: sources.Count > 0);
        if (sources is not [{ Encoded.IsEmpty: false } first, ..]) return XmpPacket.New(mark);
        try
        {
            return ImageMetadata.ReadXmp(first.Encoded.Span) is { } existing ? XmpPacket.Extend(existing, mark) : XmpPacket.New(mark);
        }
        catch (Exception e) when (e is ImageFormatException or global::System.Xml.XmlException)
        {
            warnings.Add("The XMP metadata of the picture to start from are damaged, and were not kept.");
            return XmpPacket.New(mark);
        }
    }
}
