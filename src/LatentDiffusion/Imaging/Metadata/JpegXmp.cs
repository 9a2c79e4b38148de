using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace LatentDiffusion.Imaging;

/// <summary>
/// XMP in JPEG files (XMP specification, part 3, section 1.1.3): one segment, and where that is too small others for the rest, which is
/// divided into numbered pieces.
/// </summary>
internal static class JpegXmp
{
    private const byte App1 = 0xE1;
    private const int MaxPacket = 65502, MaxPiece = 65400, DigestLength = 32;

    private static ReadOnlySpan<byte> Name => "http://ns.adobe.com/xap/1.0/\0"u8;

    private static ReadOnlySpan<byte> ExtendedName => "http://ns.adobe.com/xmp/extension/\0"u8;

    /// <summary>The packet without its rest, empty if there is none.</summary>
    public static ReadOnlySpan<byte> FindMain(ReadOnlySpan<byte> jpeg)
    {
        ReadOnlySpan<byte> rest = jpeg[2..];
        while (JpegSegments.TryNext(ref rest, out byte marker, out ReadOnlySpan<byte> body))
            if (marker == App1 && body.StartsWith(Name)) return body[Name.Length..];
        return default;
    }

    /// <summary>The packet, together with its rest, or null.</summary>
    /// <exception cref="ImageFormatException">It is damaged or too long.</exception>
    public static string? Find(ReadOnlySpan<byte> jpeg, string name)
    {
        string? packet = null;
        List<Piece> pieces = [];
        long total = 0;
        ReadOnlySpan<byte> rest = jpeg[2..];
        while (JpegSegments.TryNext(ref rest, out byte marker, out ReadOnlySpan<byte> body))
        {
            if (marker != App1) continue;
            if (packet is null && body.StartsWith(Name)) packet = XmpFile.Decode(body[Name.Length..], name);
            if (!body.StartsWith(ExtendedName) || body.Length < ExtendedName.Length + DigestLength + 8) continue;
            body = body[ExtendedName.Length..];
            total += body.Length;
            if (total > Xmp.MaxBytes)
                throw new ImageFormatException($"{name}: an XMP packet may have at most {Xmp.MaxBytes} bytes; it has more.");
            uint whole = BinaryPrimitives.ReadUInt32BigEndian(body[DigestLength..]);
            uint place = BinaryPrimitives.ReadUInt32BigEndian(body[(DigestLength + 4)..]);
            pieces.Add(new(Encoding.ASCII.GetString(body[..DigestLength]), whole, place, body[(DigestLength + 8)..].ToArray()));
        }

        if (packet is null || pieces.Count == 0 || !packet.Contains("HasExtendedXMP", StringComparison.Ordinal)) return packet;
        try
        {
            return Joined(packet, pieces);
        }
        catch (XmlException e)
        {
            throw new ImageFormatException($"{name}: the extended XMP packet is damaged: {e.Message}", e);
        }
    }

    /// <summary>The file with a packet in place of the one that it has, after the segments that have to come first.</summary>
    public static byte[] Put(ReadOnlySpan<byte> jpeg, string packet)
    {
        byte[] main = Encoding.UTF8.GetBytes(packet), extended = [];
        if (main.Length > MaxPacket) (main, extended) = Divided(packet);
        using MemoryStream file = new(jpeg.Length + main.Length + extended.Length + 1024);
        file.Write(jpeg[..2]);
        ReadOnlySpan<byte> rest = jpeg[2..], before = rest;
        bool done = false;
        while (JpegSegments.TryNext(ref rest, out byte marker, out ReadOnlySpan<byte> body))
        {
            bool first = marker == 0xE0 || (marker == App1 && body.StartsWith("Exif\0"u8));
            if (!done && !first) WriteAll();
            if (marker != App1 || !(body.StartsWith(Name) || body.StartsWith(ExtendedName)))
                file.Write(before[..(before.Length - rest.Length)]);
            before = rest;
        }

        if (!done) WriteAll();
        file.Write(before);
        return file.ToArray();

        void WriteAll()
        {
            done = true;
            JpegSegments.Write(file, App1, Name, main);
            if (extended.Length == 0) return;
            byte[] head = [.. ExtendedName, .. Encoding.ASCII.GetBytes(Digest(extended)), 0, 0, 0, 0, 0, 0, 0, 0];
            BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(head.Length - 8), extended.Length);
            for (int place = 0; place < extended.Length; place += MaxPiece)
            {
                BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(head.Length - 4), place);
                JpegSegments.Write(file, App1, head, extended.AsSpan(place, Math.Min(MaxPiece, extended.Length - place)));
            }
        }
    }

    private static string Joined(string packet, List<Piece> pieces)
    {
        XElement main = Xmp.Parse(packet);
        string? digest = main.Elements().Select(d => (string?)d.Attribute(Xmp.HasExtended) ?? (string?)d.Element(Xmp.HasExtended))
            .FirstOrDefault(d => d is not null);
        using MemoryStream whole = new();
        Piece[] ours = [.. pieces.Where(p => p.Digest == digest).OrderBy(p => p.Place)];
        if (ours.Length == 0) return packet;
        foreach (Piece piece in ours)
        {
            if (piece.Place != whole.Length) throw new XmlException("a piece is missing.");
            whole.Write(piece.Content);
        }

        if (whole.Length != ours[0].Whole) throw new XmlException("a piece is missing.");
        foreach (XElement description in main.Elements())
        {
            description.SetAttributeValue(Xmp.HasExtended, null);
            description.SetElementValue(Xmp.HasExtended, null);
        }

        main.Add(Xmp.Parse(Encoding.UTF8.GetString(whole.ToArray())).Elements());
        return XmpPacket.Write(main);
    }

    /// <summary>The last description, which is the one that was added, in the first segment; all others in those that follow.</summary>
    private static (byte[] Main, byte[] Extended) Divided(string packet)
    {
        XElement rdf;
        try
        {
            rdf = Xmp.Parse(packet);
        }
        catch (XmlException e)
        {
            throw new ArgumentException($"An XMP packet of more than {MaxPacket} bytes cannot be divided for JPEG: {e.Message}", e);
        }

        XElement last = rdf.Elements().LastOrDefault() ?? new XElement(Xmp.Rdf + "Description");
        last.Remove();
        byte[] extended = Encoding.UTF8.GetBytes(new XElement(Xmp.Meta + "xmpmeta", rdf).ToString(SaveOptions.DisableFormatting));
        last.Add(new XAttribute(XNamespace.Xmlns + "xmpNote", Xmp.Note), new XAttribute(Xmp.HasExtended, Digest(extended)));
        byte[] main = Encoding.UTF8.GetBytes(XmpPacket.Write(new XElement(Xmp.Rdf + "RDF", last)));
        return main.Length <= MaxPacket ? (main, extended)
            : throw new ArgumentException($"JPEG holds at most {MaxPacket} bytes of XMP in one description; it has {main.Length}.");
    }

    // A number for the pieces, not a protection: the specification wants MD5.
#pragma warning disable CA5351
    private static string Digest(byte[] extended) => Convert.ToHexString(MD5.HashData(extended));
#pragma warning restore CA5351

    /// <summary>A piece of the rest: to which rest it belongs, how long that is, where in it the piece is.</summary>
    private readonly record struct Piece(string Digest, uint Whole, uint Place, byte[] Content);
}
