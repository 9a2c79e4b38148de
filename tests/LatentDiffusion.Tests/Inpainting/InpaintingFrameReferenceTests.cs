namespace LatentDiffusion.Tests;

/// <summary>Blurred masks against Pillow, bit for bit; drawing only what is masked against diffusers, within 2 of 255 on average.</summary>
public sealed class InpaintingFrameReferenceTests
{
    private static readonly SafetensorsFile Reference = new(ReferenceFiles.Path("inpainting_frames.safetensors"));

    public static TheoryData<string> Blurs => [.. Reference.Names.Where(n => n.StartsWith("blur.", StringComparison.Ordinal))];

    public static TheoryData<string> Regions =>
        [.. Reference.Names.Where(n => n.EndsWith(".image", StringComparison.Ordinal)).Select(n => n.Split('.')[0])];

    [Theory]
    [MemberData(nameof(Blurs))]
    public void Gaussian_EqualsPillow(string name)
    {
        double sigma = double.Parse(name["blur.".Length..], System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(Reference.Values<byte>(name), BoxBlur.Gaussian(Picture("picture"), sigma).Pixels);
    }

    [Theory]
    [InlineData("40x56", 7)]
    [InlineData("90x64", 0)]
    [InlineData("64x150", 12)]
    public void MaskPadding_EqualsPaddingMaskCropOfDiffusers(string name, int padding)
    {
        using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(ReferenceFiles.Path("tiny", "stable_diffusion"));
        GeneratedImage image = pipeline.Generate(new GenerationRequest("a red cat")
        {
            Image = new(Picture($"{name}.picture")), Inpainting = new(Picture($"{name}.mask")) { Padding = padding },
            Steps = 3, GuidanceScale = 4, Height = 64, Width = 40, Seed = padding,
        }).Images[0];
        byte[] expected = Reference.Values<byte>($"{name}.image").ToArray();
        Assert.Equal(expected.Length, image.Pixels.Length);
        Assert.InRange(image.Pixels.ToArray().Zip(expected, (a, b) => Math.Abs(a - b)).Average(), 0, 2);
        Assert.InRange(image.Pixels.ToArray().Zip(expected, (a, b) => Math.Abs(a - b)).Max(), 0, 16);
    }

    [Theory]
    [InlineData(8, 3000)]
    [InlineData(3000, 8)]
    public void MaskPadding_RegionNarrowerThanAPixelOfTheDrawing_ComesBack(int width, int height)
    {
        RgbImage white = new(width, height, Enumerable.Repeat((byte)255, 3 * width * height).ToArray());
        MaskRegion region = MaskRegion.Of(GrayImage.From(white), padding: 0, 128, 128);
        RgbImage drawn = region.CutOut(white, 128, 128);
        Assert.Equal((128, 128), (drawn.Width, drawn.Height));
        Assert.Equal(white.Pixels, region.PutBack(drawn, white).Pixels);
    }

    [Fact]
    public void Regions_AreAllTested() => Assert.Equal(["40x56", "64x150", "90x64"], Regions.Select(r => (string)r.Data).Order());

    private static RgbImage Picture(string name)
    {
        long[] shape = Reference.Shape(name);
        byte[] bytes = Reference.Values<byte>(name).ToArray();
        return new RgbImage((int)shape[1], (int)shape[0], shape.Length == 3 ? bytes : [.. bytes.SelectMany(b => (byte[])[b, b, b])]);
    }
}
