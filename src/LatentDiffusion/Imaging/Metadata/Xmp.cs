using System.Security;
using System.Xml;
using System.Xml.Linq;

namespace LatentDiffusion.Imaging;

/// <summary>Names of XMP (ISO 16684-1) and what its text may hold.</summary>
internal static class Xmp
{
    /// <summary>Longest packet that is read, in bytes: 16 MiB; those with thumbnails have a few.</summary>
    public const int MaxBytes = 16 << 20;

    private const int MaxDepth = 100;

    /// <summary>Before and after a packet; nobody is invited to change it in place, since no room is left for that.</summary>
    public const string Begin = "<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>", End = "<?xpacket end=\"r\"?>";

    public static readonly XNamespace Meta = "adobe:ns:meta/";
    public static readonly XNamespace Rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    public static readonly XNamespace Iptc = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/";
    public static readonly XNamespace Note = "http://ns.adobe.com/xmp/note/";
    public static readonly XNamespace Terms = "http://purl.org/dc/terms/";
    public static readonly XNamespace Basic = "http://ns.adobe.com/xap/1.0/";
    public static readonly XNamespace Tiff = "http://ns.adobe.com/tiff/1.0/";
    public static readonly XNamespace Exif = "http://ns.adobe.com/exif/1.0/";

    /// <summary>Says that the rest of a packet lies in other segments of a JPEG file, and under which number.</summary>
    public static readonly XName HasExtended = Note + "HasExtendedXMP";

    /// <summary>Parses a packet or a part of one, without entities and without access to anything outside.</summary>
    /// <returns>The element rdf:RDF, in its document.</returns>
    /// <exception cref="XmlException">It is not XML, is nested too deeply, or holds no RDF.</exception>
    public static XElement Parse(string packet)
    {
        packet = packet.Trim('\uFEFF', '\0', ' ', '\t', '\n', '\r');
        using (XmlReader depths = Reader(packet))
        {
            while (depths.Read())
                if (depths.Depth > MaxDepth) throw new XmlException($"The packet is nested more than {MaxDepth} deep.");
        }

        using XmlReader reader = Reader(packet);
        return XElement.Load(reader, LoadOptions.PreserveWhitespace).DescendantsAndSelf(Rdf + "RDF").FirstOrDefault()
            ?? throw new XmlException("The packet holds no rdf:RDF.");
    }

    /// <summary>The text with what XML cannot hold replaced by U+FFFD.</summary>
    public static string Legal(string text)
    {
        if (IsLegal(text)) return text;
        char[] legal = text.ToCharArray();
        for (int i = 0; i < legal.Length; i++)
        {
            if (i + 1 < legal.Length && XmlConvert.IsXmlSurrogatePair(legal[i + 1], legal[i])) i++;
            else if (!XmlConvert.IsXmlChar(legal[i])) legal[i] = '\uFFFD';
        }

        return new string(legal);
    }

    /// <summary>The text as the content of an element.</summary>
    public static string Escape(string text) => SecurityElement.Escape(text);

    private static XmlReader Reader(string packet) =>
        XmlReader.Create(new StringReader(packet), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });

    private static bool IsLegal(string text)
    {
        foreach (char c in text)
            if (!XmlConvert.IsXmlChar(c)) return false;
        return true;
    }
}
