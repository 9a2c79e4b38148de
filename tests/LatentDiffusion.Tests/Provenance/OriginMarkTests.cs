using System.Xml.Linq;

namespace LatentDiffusion.Tests;

/// <summary>What files of generated pictures say of their origin.</summary>
public sealed class OriginMarkTests(TinyPipelines tiny) : IClassFixture<TinyPipelines>
{
    private static readonly GenerationRequest Request = new("a cactus") { Steps = 1, Seed = 7, GuidanceScale = 1 };

    private static readonly RgbImage Source = RgbImage.Load(ReferenceFiles.Path("xmp", "source.jpg"));

    [Theory]
    [InlineData(ImageFormat.Png, 95)]
    [InlineData(ImageFormat.Jpeg, 95)]
    [InlineData(ImageFormat.Webp, 95)]
    [InlineData(ImageFormat.Webp, 100)]
    public void Encode_MarksTheFile_AndNothingElse(ImageFormat format, int quality)
    {
        GeneratedImage image = tiny["stable_diffusion"].Generate(Request).Images[0];
        byte[] file = image.Encode(format, quality), bare = image.Image.Encode(format, quality, image.Parameters.ToText());
        XElement rdf = Xmp.Parse(ImageMetadata.ReadXmp(file)!);
        Assert.Equal("http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia", Value(rdf, "DigitalSourceType"));
        Assert.Equal("LatentDiffusion for .NET, model stable_diffusion", Value(rdf, "AISystemUsed"));
        Assert.Matches(@"^LatentDiffusion \d+\.\d+\.\d+", Value(rdf, "AISystemVersionUsed"));
        Assert.Equal(Value(rdf, "DigitalSourceType"), ImageMetadata.ReadOrigin(file)!.DigitalSourceType);
        Assert.Equal(Value(rdf, "AISystemUsed"), ImageMetadata.ReadOrigin(file)!.AiSystem);
        Assert.True(ImageMetadata.ReadOrigin(file)!.IsGenerated);
        Assert.Null(ImageMetadata.ReadOrigin(bare));
        Assert.Equal(RgbImage.Decode(bare).Pixels, RgbImage.Decode(file).Pixels);
        Assert.Equal(image.Parameters.ToText(), ImageMetadata.ReadParameters(file));
        Assert.Null(ImageMetadata.ReadXmp(bare));
        Assert.Equal(file, image.Encode(format, quality));
    }

    [Fact]
    public void Edit_KeepsTheXmpOfThePicture()
    {
        GenerationResult result = tiny["stable_diffusion"].Generate(Request with { Image = new(Source.Resize(64, 64)) { Strength = 1 } });
        XElement rdf = Xmp.Parse(ImageMetadata.ReadXmp(result.Images[0].Encode(ImageFormat.Webp))!);
        Assert.Equal(
            "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia", Value(rdf, "DigitalSourceType"));
        Assert.Contains("A title", rdf.Value, StringComparison.Ordinal);
        Assert.Empty(result.Warnings);
    }

    [Fact]
    public void Edit_OfAPictureWithoutXmp_IsMarkedAsOne()
    {
        RgbImage plain = new(64, 64, new byte[3 * 64 * 64]);
        GenerationRequest edit = Request with { Image = new(plain) { Strength = 1 } };
        byte[] file = tiny["stable_diffusion"].Generate(edit).Images[0].Encode(ImageFormat.Png);
        Assert.EndsWith("compositeWithTrainedAlgorithmicMedia", Value(Xmp.Parse(ImageMetadata.ReadXmp(file)!), "DigitalSourceType"));
    }

    [Fact]
    public void Edit_OfAPictureWithDamagedXmp_IsMarkedAndWarns()
    {
        RgbImage damaged = RgbImage.Decode(ImageMetadata.WithXmp(Source.Resize(64, 64).Encode(ImageFormat.Png), "<x:xmpmeta"));
        GenerationResult result = tiny["stable_diffusion"].Generate(Request with { Image = new(damaged) { Strength = 1 } });
        Assert.Contains("damaged", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.NotNull(ImageMetadata.ReadXmp(result.Images[0].Encode(ImageFormat.Png)));
    }

    [Fact]
    public void MarksImages_False_WritesNoXmp()
    {
        using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(
            ReferenceFiles.Path("tiny", "stable_diffusion"), new PipelineOptions { MarksImages = false });
        GeneratedImage image = pipeline.Generate(Request).Images[0];
        Assert.Equal(image.Image.Encode(ImageFormat.Jpeg, 95, image.Parameters.ToText()), image.Encode(ImageFormat.Jpeg));
    }

    private static string Value(XElement rdf, string name) => rdf.Descendants(Xmp.Iptc + name).Single().Value;
}
