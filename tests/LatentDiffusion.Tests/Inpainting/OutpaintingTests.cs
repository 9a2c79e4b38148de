namespace LatentDiffusion.Tests;

/// <summary>Canvas and mask of an extended picture, and what becomes of its pixels.</summary>
public sealed class OutpaintingTests(EmojiFixture emoji)
{
    private static readonly RgbImage Picture = Gradient(96, 80);

    [Fact]
    public void Extend_RepeatsTheEdge_AndMasksWhatIsNew()
    {
        var (canvas, mask) = new Outpainting { Left = 2, Bottom = 3, Overlap = 3 }.Extend(Gradient(8, 6));
        Assert.Equal((10, 9, 10, 9), (canvas.Width, canvas.Height, mask.Width, mask.Height));
        Assert.Equal(At(Gradient(8, 6), 0, 2), At(canvas, 0, 2));
        Assert.Equal(At(Gradient(8, 6), 5, 5), At(canvas, 7, 8));
        Assert.Equal([255, 255, 191, 127, 63, 0, 0, 0, 0, 0], Enumerable.Range(0, 10).Select(x => At(mask, x, 0)[0]));
        Assert.Equal([0, 0, 0, 63, 127, 191, 255, 255, 255], Enumerable.Range(0, 9).Select(y => At(mask, 9, y)[0]));
    }

    [Fact]
    public void Extend_NoOverlap_MasksNothingOfThePicture()
    {
        var (_, mask) = new Outpainting { Left = 1, Top = 1, Right = 1, Bottom = 1, Overlap = 0 }.Extend(Gradient(4, 3));
        for (int y = 0; y < 5; y++)
            for (int x = 0; x < 6; x++) Assert.Equal(x is 0 or 5 || y is 0 or 4 ? 255 : 0, At(mask, x, y)[0]);
    }

    [Fact]
    public void Extend_TooLarge_IsRefused()
    {
        ArgumentException e = Assert.Throws<ArgumentException>(() => new Outpainting { Left = 16384 }.Extend(Picture));
        Assert.Contains("16384", e.Message, StringComparison.Ordinal);
    }

    /// <summary>A picture of any size grows by any number of pixels; beyond the overlap no pixel of it changes.</summary>
    [Fact]
    public void Generate_KeepsEveryPixelBeyondTheOverlap()
    {
        GeneratedImage image = emoji.Pipeline.Generate(new GenerationRequest("a cactus")
        {
            Image = new(Picture), Steps = 2, Seed = 1, Inpainting = new() { Outpaint = new() { Left = 21, Top = 10, Overlap = 16 } },
        }).Images[0];
        Assert.Equal((117, 90), (image.Width, image.Height));
        int changed = 0;
        for (int y = 0; y < 80; y++)
        {
            for (int x = 0; x < 96; x++)
            {
                bool same = At(Picture, x, y).SequenceEqual(At(image.Image, x + 21, y + 10));
                if (x >= 16 && y >= 16) Assert.True(same);
                else if (!same) changed++;
            }
        }

        Assert.True(changed > 100, "What is new does not go over into the picture.");
    }

    [Fact]
    public void Generate_InpaintingModel_Extends()
    {
        using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(ReferenceFiles.Path("tiny", "stable_diffusion_inpainting"));
        GeneratedImage image = pipeline.Generate(new GenerationRequest("x")
        {
            Image = new(Gradient(40, 40)), Steps = 2, Seed = 1, Inpainting = new() { Outpaint = new() { Right = 20, Overlap = 8 } },
        }).Images[0];
        Assert.Equal((60, 40), (image.Width, image.Height));
        Assert.Equal(At(Gradient(40, 40), 31, 20), At(image.Image, 31, 20));
    }

    [Fact]
    public void PasteOriginal_KeepsWhatTheMaskKeeps_AndMixesWhatItBlurs()
    {
        byte[] right = new byte[3 * 256 * 256];
        for (int i = 0; i < right.Length; i++) right[i] = (byte)(i / 3 % 256 < 128 ? 0 : 255);
        RgbImage picture = Gradient(256, 256), mask = new(256, 256, right);
        GenerationRequest request = new("a cactus") { Image = new(picture), Inpainting = new(mask), Steps = 2, Seed = 1 };
        RgbImage plain = emoji.Pipeline.Generate(request).Images[0].Image;
        RgbImage pasted = emoji.Pipeline.Generate(request with { Inpainting = new(mask) { PasteOriginal = true } }).Images[0].Image;
        request = request with { Inpainting = new(mask) { PasteOriginal = true, Blur = 4 } };
        GeneratedImage blurred = emoji.Pipeline.Generate(request).Images[0];
        Assert.NotEqual(At(picture, 10, 10), At(plain, 10, 10));
        for (int y = 0; y < 256; y++)
        {
            Assert.Equal(At(picture, 127, y), At(pasted, 127, y));
            Assert.Equal(At(plain, 128, y), At(pasted, 128, y));
            Assert.Equal(At(picture, 80, y), At(blurred.Image, 80, y));
        }

        Assert.NotEqual(At(picture, 125, 128), At(blurred.Image, 125, 128));
        Assert.Contains(new("Mask blur", "4"), blurred.Parameters.Other);
    }

    public static TheoryData<string, GenerationRequest> BadRequests
    {
        get
        {
            RgbImage image = Gradient(64, 64), black = new(64, 64, new byte[3 * 64 * 64]);
            GenerationRequest request = new("x") { Image = new(image) };
            return new()
            {
                { "Inpainting.Outpaint is set", new GenerationRequest("x") { Inpainting = new() { Outpaint = new() { Left = 8 } } } },
                { "Inpainting.Outpaint is set", request with { Inpainting = new(image) { Outpaint = new() { Left = 8 } } } },
                { "Inpainting.Outpaint is set", request with { Width = 64, Inpainting = new() { Outpaint = new() { Left = 8 } } } },
                { "Inpainting.Outpaint.Top is -1", request with { Inpainting = new() { Outpaint = new() { Top = -1 } } } },
                { "Inpainting.Outpaint.Overlap is -2", request with { Inpainting = new() { Outpaint = new() { Top = 8, Overlap = -2 } } } },
                { "Inpainting.Blur is -1", request with { Inpainting = new(image) { Blur = -1 } } },
                {
                    "Inpainting.Outpaint.Left is 2147483647",
                    request with { Inpainting = new() { Outpaint = new() { Left = int.MaxValue } } }
                },
                { "Inpainting.Blur is 100000", request with { Inpainting = new(image) { Blur = 100000 } } },
                { "Width is -8", request with { Inpainting = new(image) { Padding = 4 }, Width = -8 } },
                { "Inpainting.Blur is NaN", request with { Inpainting = new(image) { Blur = double.NaN } } },
                { "Inpainting.Mask is null", request with { Inpainting = new() { Blur = 2 } } },
                { "Inpainting.Padding is -1", request with { Inpainting = new(image) { Padding = -1 } } },
                { "Inpainting.Mask is null", request with { Inpainting = new() { Padding = 4 } } },
                { "Inpainting.Padding is 4", request with { Inpainting = new(black) { Padding = 4 } } },
                { "Inpainting.Mask is null", request with { Inpainting = new() { PasteOriginal = true } } },
            };
        }
    }

    [Theory]
    [MemberData(nameof(BadRequests))]
    public void Generate_BadValue_NamesValueAndRule(string start, GenerationRequest request)
    {
        ArgumentException e = Assert.Throws<ArgumentException>(() => emoji.Pipeline.Generate(request));
        Assert.StartsWith(start + "; it ", e.Message, StringComparison.Ordinal);
    }

    private static byte[] At(RgbImage image, int x, int y) => image.Pixels.Slice(3 * (y * image.Width + x), 3).ToArray();

    private static RgbImage Gradient(int width, int height)
    {
        byte[] pixels = new byte[3 * width * height];
        for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)(i / 3 % width * 2 + i / 3 / width + 40 * (i % 3));
        return new RgbImage(width, height, pixels);
    }
}
