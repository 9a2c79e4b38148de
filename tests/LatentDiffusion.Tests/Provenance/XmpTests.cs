using System.Xml.Linq;

namespace LatentDiffusion.Tests;

/// <summary>Reading, writing and extending XMP packets, with files of other tools; their README tells which.</summary>
public sealed class XmpTests
{
    private static readonly OriginMark Mark = new("a <model> & \"more\"", IsEdit: true);

    public static TheoryData<string> Sources => ["source.png", "source.jpg", "source.webp", "extended.jpg"];

    [Theory]
    [MemberData(nameof(Sources))]
    public void Read_FileOfAnotherTool_GivesItsPacket(string name)
    {
        XElement rdf = Xmp.Parse(ImageMetadata.ReadXmp(Path(name))!);
        Assert.Equal("A title", Value(rdf, "http://purl.org/dc/elements/1.1/", "title"));
        Assert.Equal(Digital("digitalCapture"), Value(rdf, Xmp.Iptc, "DigitalSourceType"));
        if (name == "extended.jpg") Assert.Equal(100_799, Value(rdf, "http://purl.org/dc/elements/1.1/", "description").Length);
        Assert.Equal(ImageMetadata.ReadXmp(Path(name)), ImageMetadata.ReadXmp(File.ReadAllBytes(Path(name))));
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void Extend_KeepsWhatIsThere_AndReplacesTheOrigin(string name)
    {
        XElement before = Xmp.Parse(ImageMetadata.ReadXmp(Path(name))!);
        XElement after = Xmp.Parse(XmpPacket.Extend(ImageMetadata.ReadXmp(Path(name))!, Mark));
        Assert.Equal(Digital("compositeWithTrainedAlgorithmicMedia"), Value(after, Xmp.Iptc, "DigitalSourceType"));
        Assert.Equal($"{LibraryVersion.Name}, model {Mark.System.Split("model ", 2)[1]}", Value(after, Xmp.Iptc, "AISystemUsed"));
        Assert.EndsWith("a <model> & \"more\"", Value(after, Xmp.Iptc, "AISystemUsed"), StringComparison.Ordinal);
        Assert.Equal(Mark.SystemVersion, Value(after, Xmp.Iptc, "AISystemVersionUsed"));
        XName[] gone =
        [
            Xmp.Iptc + "DigitalSourceType", Xmp.Tiff + "Orientation", Xmp.Terms + "provenance", Xmp.HasExtended,
        ];
        Dictionary<XName, string> kept = Properties(before).Where(p => !gone.Contains(p.Key)).ToDictionary();
        Assert.True(kept.Count > 0);
        Dictionary<XName, string> found = Properties(after);
        Assert.All(kept, p => Assert.Equal(p.Value, found[p.Key]));
        Assert.Equal(name == "extended.jpg" ? null : "https://example.org/old.c2pa", found.GetValueOrDefault(Xmp.Terms + "source"));
        Assert.DoesNotContain(Xmp.Tiff + "Orientation", found.Keys);
        Assert.DoesNotContain(Xmp.Terms + "provenance", found.Keys);
    }

    /// <summary>The second edit finds the mark of the first, and says nothing twice; another system is named beside.</summary>
    [Fact]
    public void Extend_OfAMarkedPicture_NamesEachSystemOnce()
    {
        string once = XmpPacket.Extend(XmpPacket.New(new OriginMark("first", false)), Mark);
        Assert.Equal(once, XmpPacket.Extend(once, Mark));
        XElement rdf = Xmp.Parse(once);
        Assert.Equal($"{new OriginMark("first", false).System}; {Mark.System}", Value(rdf, Xmp.Iptc, "AISystemUsed"));
        Assert.Equal(Mark.SystemVersion, Value(rdf, Xmp.Iptc, "AISystemVersionUsed"));
    }

    [Fact]
    public void New_IsWhatAnXmlLibraryReads()
    {
        XElement rdf = Xmp.Parse(XmpPacket.New(new OriginMark("a <model> & \u0001\uD800 \U0001F34E", false)));
        Assert.Equal(Digital("trainedAlgorithmicMedia"), Value(rdf, Xmp.Iptc, "DigitalSourceType"));
        Assert.EndsWith("a <model> & \uFFFD\uFFFD \U0001F34E", Value(rdf, Xmp.Iptc, "AISystemUsed"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void WithXmp_ReplacesThePacket_AndKeepsThePixels(string name)
    {
        byte[] source = File.ReadAllBytes(Path(name));
        foreach (int length in (int[])[1, 2, 70_000, 200_001])
        {
            string packet = XmpPacket.Extend(
                $"""
                <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="x" xmlns:a="urn:a">
                <a:long>{new string('é', length)}</a:long></rdf:Description></rdf:RDF>
                """,
                Mark);
            byte[] file = ImageMetadata.WithXmp(source, packet);
            XElement read = Xmp.Parse(ImageMetadata.ReadXmp(file)!);
            Assert.Equal(Properties(Xmp.Parse(packet)), Properties(read));
            // The new packet says nothing of the orientation, which was 6 in the old one.
            RgbImage kept = Orientations.Apply(RgbImage.Decode(file), name == "extended.jpg" ? 1 : 6);
            Assert.Equal(RgbImage.Decode(source).Pixels, kept.Pixels);
            Assert.Equal(ImageMetadata.ReadParameters(source), ImageMetadata.ReadParameters(file));
            Assert.Equal(-1, file.AsSpan().IndexOf("A title"u8));
        }
    }

    [Fact]
    public void WithXmp_JpegPacketThatCannotBeDivided_IsRefused()
    {
        byte[] file = new RgbImage(2, 2, new byte[12]).Encode(ImageFormat.Jpeg);
        Assert.Throws<ArgumentException>(() => ImageMetadata.WithXmp(file, new string('x', 70_000)));
        string single = XmpPacket.New(new OriginMark(new string('x', 70_000), false));
        Assert.Contains("65502", Assert.Throws<ArgumentException>(() => ImageMetadata.WithXmp(file, single)).Message);
    }

    [Theory]
    [InlineData("<a/>")]
    [InlineData("no xml")]
    [InlineData("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>")]
    [InlineData("")]
    public void Parse_NotAPacket_IsAnXmlException(string packet) => Assert.Throws<System.Xml.XmlException>(() => Xmp.Parse(packet));

    [Fact]
    public void Parse_DeeplyNested_IsAnXmlException() => Assert.Throws<System.Xml.XmlException>(
        () => Xmp.Parse(string.Concat(Enumerable.Repeat("<a>", 1_000_000)) + string.Concat(Enumerable.Repeat("</a>", 1_000_000))));

    [Theory]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.Webp)]
    public void Read_TooLong_IsATypedError(ImageFormat format)
    {
        byte[] bare = new RgbImage(2, 2, new byte[12]).Encode(format);
        if (format == ImageFormat.Jpeg) return; // only extended segments can be that long
        byte[] file = XmpFile.Put(bare, format, new string('x', Xmp.MaxBytes + 1));
        Assert.Throws<ImageFormatException>(() => ImageMetadata.ReadXmp(file));
        Assert.Throws<ArgumentException>(() => ImageMetadata.WithXmp(bare, new string('x', Xmp.MaxBytes + 1)));
    }

    [Fact]
    public void Read_ExtendedJpegWithAMissingPiece_IsATypedError()
    {
        byte[] file = File.ReadAllBytes(Path("extended.jpg"));
        int second = file.AsSpan().LastIndexOf("http://ns.adobe.com/xmp/extension/"u8);
        file[second] = (byte)'x';
        Assert.Contains("missing", Assert.Throws<ImageFormatException>(() => ImageMetadata.ReadXmp(file)).Message);
    }

    private static string Path(string name) => ReferenceFiles.Path("xmp", name);

    private static string Digital(string type) => $"http://cv.iptc.org/newscodes/digitalsourcetype/{type}";

    private static string Value(XElement rdf, XNamespace space, string name) => Properties(rdf)[space + name];

    /// <summary>The texts of all properties.</summary>
    private static Dictionary<XName, string> Properties(XElement rdf) => rdf.Elements()
        .SelectMany(d => d.Elements().Select(e => (e.Name, Text: e.Value.Trim()))
            .Concat(d.Attributes().Where(a => !a.IsNamespaceDeclaration && a.Name.Namespace != Xmp.Rdf)
                .Select(a => (a.Name, Text: a.Value))))
        .ToDictionary(p => p.Name, p => p.Text);
}
