using System.Xml.Linq;

namespace LatentDiffusion.Imaging;

/// <summary>Makes XMP packets (ISO 16684-1) with an <see cref="OriginMark"/>.</summary>
internal static class XmpPacket
{
    /// <summary>What describes the pixels or the file of the picture before, and would be wrong of another.</summary>
    private static readonly XName[] OfOldPixels =
    [
        Xmp.Tiff + "Orientation", Xmp.Tiff + "ImageWidth", Xmp.Tiff + "ImageLength", Xmp.Exif + "PixelXDimension",
        Xmp.Exif + "PixelYDimension", Xmp.Basic + "Thumbnails", Xmp.HasExtended,
    ];

    /// <summary>
    /// A packet with nothing but the mark. Written without an XML library, whose start would take longer than all else here.
    /// </summary>
    public static string New(OriginMark mark) =>
        $"""
        {Xmp.Begin}
        <x:xmpmeta xmlns:x="adobe:ns:meta/">
         <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
          <rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">
           <Iptc4xmpExt:DigitalSourceType>{Xmp.Escape(mark.SourceType)}</Iptc4xmpExt:DigitalSourceType>
           <Iptc4xmpExt:AISystemUsed>{Xmp.Escape(mark.System)}</Iptc4xmpExt:AISystemUsed>
           <Iptc4xmpExt:AISystemVersionUsed>{Xmp.Escape(mark.SystemVersion)}</Iptc4xmpExt:AISystemVersionUsed>
          </rdf:Description>
         </rdf:RDF>
        </x:xmpmeta>
        {Xmp.End}
        """.ReplaceLineEndings("\n");

    /// <summary>
    /// An existing packet with the mark. All of it stays but what is of the old pixels; AI systems before this one stay named beside it,
    /// and a link to a manifest of the old file (dcterms:provenance) becomes one to where the picture comes from (dcterms:source).
    /// </summary>
    /// <exception cref="System.Xml.XmlException">The existing packet is damaged.</exception>
    public static string Extend(string existing, OriginMark mark)
    {
        XElement rdf = Xmp.Parse(existing);
        foreach (XName name in OfOldPixels) Take(rdf, name);
        Take(rdf, Xmp.Iptc + "DigitalSourceType");
        XElement ours = new(
            Xmp.Rdf + "Description",
            new XAttribute(XNamespace.Xmlns + "Iptc4xmpExt", Xmp.Iptc),
            new XAttribute(Xmp.Rdf + "about", About(rdf)),
            new XElement(Xmp.Iptc + "DigitalSourceType", mark.SourceType),
            new XElement(Xmp.Iptc + "AISystemUsed", Joined(Take(rdf, Xmp.Iptc + "AISystemUsed"), mark.System)),
            new XElement(Xmp.Iptc + "AISystemVersionUsed", Joined(Take(rdf, Xmp.Iptc + "AISystemVersionUsed"), mark.SystemVersion)));
        if (Take(rdf, Xmp.Terms + "provenance") is { Length: > 0 } provenance && !Has(rdf, Xmp.Terms + "source"))
            ours.Add(new XAttribute(XNamespace.Xmlns + "dcterms", Xmp.Terms), new XElement(Xmp.Terms + "source", provenance));
        rdf.Elements(Xmp.Rdf + "Description").Where(IsEmpty).Remove();
        rdf.Add(ours);
        return Write(rdf);
    }

    /// <summary>The packet around an rdf:RDF.</summary>
    public static string Write(XElement rdf)
    {
        XElement root = rdf;
        while (root.Parent is { } parent) root = parent;
        if (root.Name == rdf.Name) root = new XElement(Xmp.Meta + "xmpmeta", new XAttribute(XNamespace.Xmlns + "x", Xmp.Meta), rdf);
        return $"{Xmp.Begin}\n{root.ToString(SaveOptions.DisableFormatting)}\n{Xmp.End}";
    }

    /// <summary>The name of what the packet is about, which all its parts have in common.</summary>
    public static string About(XElement rdf) =>
        (string?)rdf.Elements(Xmp.Rdf + "Description").Attributes(Xmp.Rdf + "about").FirstOrDefault() ?? "";

    private static bool Has(XElement rdf, XName name) =>
        rdf.Elements().Any(d => d.Attribute(name) is not null || d.Element(name) is not null);

    private static bool IsEmpty(XElement description) =>
        !description.HasElements && description.Attributes().All(a => a.IsNamespaceDeclaration || a.Name == Xmp.Rdf + "about");

    /// <summary>Takes a property away: an attribute or an element of one of the descriptions.</summary>
    /// <returns>Its text, or null.</returns>
    private static string? Take(XElement rdf, XName name)
    {
        string? text = null;
        foreach (XElement description in rdf.Elements())
        {
            if (description.Attribute(name) is { } attribute)
            {
                text ??= attribute.Value;
                attribute.Remove();
            }

            XElement[] elements = [.. description.Elements(name)];
            foreach (XElement element in elements)
            {
                text ??= (string?)element.Attribute(Xmp.Rdf + "resource") ?? element.Value.Trim();
                element.Remove();
            }
        }

        return text;
    }

    private static string Joined(string? before, string now) =>
        before is not { Length: > 0 } ? now : before.Split("; ").Contains(now) ? before : $"{before}; {now}";
}
