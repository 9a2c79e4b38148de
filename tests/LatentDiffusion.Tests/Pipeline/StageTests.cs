namespace LatentDiffusion.Tests;

/// <summary>What finished pictures and their files go through.</summary>
public sealed class StageTests(TinyPipelines tiny) : IClassFixture<TinyPipelines>
{
    private static readonly GenerationRequest Request = new("a cactus") { Steps = 2, Seed = 7, GuidanceScale = 1 };

    [Fact]
    public void ImageStages_RunInOrder_OnEachPicture()
    {
        List<string> seen = [];
        Stage first = new("first", (image, context) =>
        {
            seen.Add($"first {context.Seed}");
            context.Warn("Seen.");
            return Filled(image, 10);
        });
        Stage second = new("second", (image, context) =>
        {
            seen.Add($"second {context.Seed} {image.Pixels[0]}");
            return Filled(image, 20);
        });
        using LatentDiffusionPipeline pipeline = Load(new PipelineOptions { ImageStages = [first, second] });
        GenerationResult result = pipeline.Generate(Request with { Count = 2 });
        Assert.Equal(["first 7", "second 7 10", "first 8", "second 8 10"], seen);
        Assert.All(result.Images, i => Assert.Equal(-1, i.Pixels.IndexOfAnyExcept((byte)20)));
        Assert.Equal([7L, 8], result.Images.Select(i => i.Seed));
        Assert.Equal(["Seen."], result.Warnings);
    }

    [Fact]
    public void Context_TellsHowThePictureWasMade()
    {
        ImageStageContext? context = null;
        Stage stage = new("look", (image, given) =>
        {
            context = given;
            return image;
        });
        using LatentDiffusionPipeline pipeline = Load(new PipelineOptions { ImageStages = [stage] });
        RgbImage picture = new(64, 64, new byte[3 * 64 * 64]), other = new(1, 1, new byte[3]);
        GenerationRequest request = Request with
        {
            Image = new(picture) { Sources = [other], Strength = 1 }, Inpainting = new() { Outpaint = new() { Left = 8 } },
        };
        GeneratedImage made = pipeline.Generate(request).Images[0];
        Assert.Same(request, context!.Request);
        Assert.Equal("stable_diffusion", context.Model);
        Assert.Equal(made.Parameters.ToText(), context.Parameters.ToText());
        Assert.Equal([picture, other], context.Sources);
        Assert.Equal([picture, other], made.Sources);
        Assert.Equal(72, made.Width);
    }

    /// <summary>Someone enlarges the picture, and its file still says how it was made and of what origin it is.</summary>
    [Fact]
    public void AnotherPictureMadeOfIt_KeepsWhatItsFileSays()
    {
        GeneratedImage made = tiny["stable_diffusion"].Generate(Request).Images[0];
        byte[] file = made.With(made.Image.Resize(20, 10, ResampleFilter.Bicubic)).Encode(ImageFormat.Png);
        Assert.Equal((20, 10), (RgbImage.Decode(file).Width, RgbImage.Decode(file).Height));
        Assert.Equal(made.Parameters.ToText(), ImageMetadata.ReadParameters(file));
        Assert.Equal(ImageMetadata.ReadXmp(made.Encode(ImageFormat.Png)), ImageMetadata.ReadXmp(file));
        Assert.NotNull(ImageMetadata.ReadOrigin(file));
    }

    [Fact]
    public void TextToImage_HasNoSources() => Assert.Empty(tiny["stable_diffusion"].Generate(Request).Images[0].Sources);

    /// <summary>The second pass starts from latents, yet from the same picture.</summary>
    [Fact]
    public void SecondPass_KeepsTheSources()
    {
        RgbImage picture = new(64, 64, new byte[3 * 64 * 64]);
        GenerationRequest request = Request with
        {
            Image = new(picture) { Strength = 1 }, Hires = new HiresFix { Scale = 1, Strength = 1 },
        };
        Assert.Equal([picture], tiny["stable_diffusion"].Generate(request).Images[0].Sources);
    }

    [Fact]
    public void StageThatThrows_FailsTheGenerationWithItsException()
    {
        TimeZoneNotFoundException thrown = new("mine");
        using LatentDiffusionPipeline pipeline = Load(new PipelineOptions { ImageStages = [new Stage("bad", (_, _) => throw thrown)] });
        Assert.Same(thrown, Assert.Throws<TimeZoneNotFoundException>(() => pipeline.Generate(Request)));
    }

    [Fact]
    public void StageThatGivesNull_IsNamed()
    {
        using LatentDiffusionPipeline pipeline = Load(new PipelineOptions { ImageStages = [new Stage("empty", (_, _) => null!)] });
        Assert.Contains("'empty'", Assert.Throws<InvalidOperationException>(() => pipeline.Generate(Request)).Message);
    }

    [Fact]
    public void FileStages_RunInOrder_WheneverAFileIsMade()
    {
        using LatentDiffusionPipeline pipeline = Load(new PipelineOptions { FileStages = [new Appending(1), new Appending(2)] });
        GeneratedImage image = pipeline.Generate(Request).Images[0];
        byte[] file = image.Encode(ImageFormat.Webp, 80);
        Assert.Equal([1, (byte)ImageFormat.Webp, 2, (byte)ImageFormat.Webp], file[^4..]);
        using MemoryStream stream = new();
        image.Write(stream, ImageFormat.Webp, 80);
        Assert.Equal(file, stream.ToArray());
        using TemporaryFolder folder = new();
        image.Save(folder["a.webp"], 80);
        Assert.Equal(file, File.ReadAllBytes(folder["a.webp"]));
    }

    [Fact]
    public void FileStageThatThrows_LeavesTheOldFile()
    {
        using LatentDiffusionPipeline pipeline = Load(new PipelineOptions { FileStages = [new Appending(0)] });
        using TemporaryFolder folder = new(("a.png", "old"));
        Assert.Throws<NotSupportedException>(() => pipeline.Generate(Request).Save(folder["a.png"]));
        Assert.Equal("old", File.ReadAllText(folder["a.png"]));
        Assert.Equal(["a.png"], folder.Names);
    }

    [Fact]
    public void Load_NullStages_AreRefused()
    {
        Assert.Throws<ArgumentNullException>(() => Load(new PipelineOptions { ImageStages = null! }));
        Assert.Throws<ArgumentNullException>(() => Load(new PipelineOptions { FileStages = null! }));
        Assert.Contains(
            "ImageStages[0]", Assert.Throws<ArgumentException>(() => Load(new PipelineOptions { ImageStages = [null!] })).Message);
        Assert.Contains(
            "FileStages[1]",
            Assert.Throws<ArgumentException>(() => Load(new PipelineOptions { FileStages = [new Appending(1), null!] })).Message);
    }

    [Fact]
    public void Request_NullSources_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => tiny["stable_diffusion"].Generate(Request with { Image = new() { Sources = null! } }));
        Assert.Throws<ArgumentException>(() => tiny["stable_diffusion"].Generate(Request with { Image = new() { Sources = [null!] } }));
    }

    private static LatentDiffusionPipeline Load(PipelineOptions options) =>
        LatentDiffusionPipeline.Load(ReferenceFiles.Path("tiny", "stable_diffusion"), options);

    private static RgbImage Filled(RgbImage image, byte value)
    {
        byte[] pixels = new byte[image.Pixels.Length];
        pixels.AsSpan().Fill(value);
        return new RgbImage(image.Width, image.Height, pixels);
    }

    private sealed class Stage(string name, Func<RgbImage, ImageStageContext, RgbImage> apply) : IImageStage
    {
        public string Name => name;

        public RgbImage Apply(RgbImage image, ImageStageContext context) => apply(image, context);
    }

    /// <summary>Appends two bytes, or throws for 0.</summary>
    private sealed class Appending(byte value) : IFileStage
    {
        public string Name => $"append {value}";

        public byte[] Apply(byte[] file, ImageFormat format, GeneratedImage image) =>
            value == 0 ? throw new NotSupportedException() : [.. file, value, (byte)format];
    }
}
