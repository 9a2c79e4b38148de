using System.Xml;
using System.Xml.Linq;
using LatentDiffusion.Imaging;

namespace LatentDiffusion;

/// <summary>What the XMP metadata of a file say of the origin of its picture. Anybody can write and remove them.</summary>
/// <param name="DigitalSourceType">
/// IPTC's Digital Source Type: an IRI such as <c>http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia</c>;
/// null where it is not told.
/// </param>
/// <param name="AiSystem">AI System Used: program and model; null where it is not told.</param>
/// <param name="AiSystemVersion">AI System Version Used; null where it is not told.</param>
public sealed record ImageOrigin(string? DigitalSourceType, string? AiSystem, string? AiSystemVersion)
{
    /// <summary>Whether it says that a trained algorithm made the picture or a part of it.</summary>
    public bool IsGenerated =>
        // trainedAlgorithmicMedia, and compositeWithTrainedAlgorithmicMedia
        DigitalSourceType?.EndsWith("rainedAlgorithmicMedia", StringComparison.Ordinal) == true || AiSystem is not null;

    /// <summary>Reads it from a packet; null where that tells nothing of it.</summary>
    /// <exception cref="ImageFormatException">The packet is damaged.</exception>
    internal static ImageOrigin? Of(string packet, string name)
    {
        try
        {
            XElement rdf = Xmp.Parse(packet);
            ImageOrigin origin = new(
                Value(rdf, "DigitalSourceType"), Value(rdf, "AISystemUsed"), Value(rdf, "AISystemVersionUsed"));
            return origin == new ImageOrigin(null, null, null) ? null : origin;
        }
        catch (XmlException e)
        {
            throw new ImageFormatException($"{name}: the XMP packet is damaged: {e.Message}", e);
        }
    }

    private static string? Value(XElement rdf, string name)
    {
        foreach (XElement description in rdf.Elements())
        {
            XElement? element = description.Element(Xmp.Iptc + name);
            string? text = (string?)description.Attribute(Xmp.Iptc + name)
                ?? (string?)element?.Attribute(Xmp.Rdf + "resource") ?? element?.Value;
            if (!string.IsNullOrWhiteSpace(text)) return text.Trim();
        }

        return null;
    }
}
