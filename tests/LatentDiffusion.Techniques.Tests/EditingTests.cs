namespace LatentDiffusion.Techniques.Tests;

/// <summary>What each technique can do with a picture or between pictures, beside PyTorch.</summary>
public sealed class EditingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("gan")]
    [InlineData("vae")]
    public void Interpolate_PassesThroughTheMiddle(string technique)
    {
        using var sampler = Reference.Load<LatentVectorSampler>(technique);
        float[] from = sampler.LatentOf(Reference.Seed), to = sampler.LatentOf(Reference.Seed + 1);
        IReadOnlyList<RgbImage> way = sampler.Interpolate(from, to, 3, Token);
        Reference.AssertSame(Reference.Picture(technique, "drawn-0"), way[0]);
        Reference.AssertSame(Reference.Picture(technique, "middle"), way[1]);
        Reference.AssertSame(Reference.Picture(technique, "drawn-1"), way[2]);
        Reference.AssertSame(way[0], sampler.Decode(from, Token));
        Assert.Throws<ArgumentException>(() => sampler.Decode(from.AsSpan(1), Token));
        Assert.Throws<ArgumentException>(() => sampler.Interpolate(from, to.AsSpan(1), 3, Token));
        Assert.Throws<ArgumentOutOfRangeException>(() => sampler.Interpolate(from, to, 1, Token));
    }

    [Fact]
    public void Vae_EncodesAsPyTorch()
    {
        using var sampler = Reference.Load<VaeSampler>("vae");
        float[] expected = Reference.Json<float[]>("vae", "latent"), actual = sampler.Encode(Reference.Picture("vae", "picture"), Token);
        Assert.Equal(sampler.LatentLength, actual.Length);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-4f);
    }

    [Fact]
    public void Pixel_VariesAsDiffusers()
    {
        using var sampler = Reference.Load<PixelDiffusionSampler>("pixel");
        RgbImage picture = Reference.Picture("pixel", "picture");
        Reference.AssertSame(Reference.Picture("pixel", "varied"), sampler.Vary(picture, 0.5, Reference.Seed, Token));
        Assert.Throws<ArgumentOutOfRangeException>(() => sampler.Vary(picture, 0.01, 0, Token));
        Assert.Throws<ArgumentOutOfRangeException>(() => sampler.Vary(picture, double.NaN, 0, Token));
        Assert.Throws<ArgumentOutOfRangeException>(() => sampler.Vary(picture, 1.01, 0, Token));
    }

    [Fact]
    public void Autoregressive_CompletesAsPyTorch()
    {
        using var sampler = Reference.Load<AutoregressiveSampler>("autoregressive");
        RgbImage picture = Reference.Picture("autoregressive", "picture");
        Assert.Equal(Reference.Json<int[]>("autoregressive", "tokens"), sampler.Encode(picture, Token));
        Reference.AssertSame(
            Reference.Picture("autoregressive", "completed"), sampler.Complete(picture, 1, Reference.Seed, Token));
        Reference.AssertSame(Reference.Picture("autoregressive", "drawn-0"), sampler.Complete(picture, 0, Reference.Seed, Token));
        Reference.AssertSame(sampler.Complete(picture, sampler.Rows, 1, Token), sampler.Complete(picture, sampler.Rows, 2, Token));
        Assert.Throws<ArgumentOutOfRangeException>(() => sampler.Complete(picture, sampler.Rows + 1, 0, Token));
    }

    [Fact]
    public void Latent_VariesPictures()
    {
        using var sampler = Reference.Load<LatentSampler>("latent");
        RgbImage picture = Reference.Picture("latent", "picture");
        GenerationRequest request = new("") { Image = new(picture) { Strength = 0.5 }, Steps = 4, Seed = 1 };
        RgbImage image = sampler.Pipeline.Generate(request, cancellationToken: Token).Images[0].Image;
        Assert.Equal(16, image.Width);
        RgbImage other = sampler.Pipeline.Generate(request with { Seed = 2 }, cancellationToken: Token).Images[0].Image;
        Assert.True(Reference.Distance(image, other) > 1);
    }

    /// <summary>What the table of the comparison says of latent diffusion alone.</summary>
    [Fact]
    public void Latent_FillsHolesAndGoesOn()
    {
        using var sampler = Reference.Load<LatentSampler>("latent");
        RgbImage picture = Reference.Picture("latent", "picture");
        byte[] mask = new byte[3 * 16 * 16];
        mask.AsSpan(mask.Length / 2).Fill(255);
        Inpainting lower = new(new RgbImage(16, 16, mask)) { PasteOriginal = true };
        GenerationRequest request = new("") { Image = new(picture), Inpainting = lower, Steps = 4, Seed = 1 };
        RgbImage filled = sampler.Pipeline.Generate(request, cancellationToken: Token).Images[0].Image;
        int half = mask.Length / 2;
        Assert.True(picture.Pixels[..half].SequenceEqual(filled.Pixels[..half]));
        Assert.False(picture.Pixels[half..].SequenceEqual(filled.Pixels[half..]));
        request = request with { Inpainting = new() { Outpaint = new Outpainting { Right = 16, Overlap = 0 } } };
        RgbImage wider = sampler.Pipeline.Generate(request, cancellationToken: Token).Images[0].Image;
        Assert.Equal((32, 16), (wider.Width, wider.Height));
    }

    [Theory]
    [InlineData("gan")]
    [InlineData("vae")]
    public void Interpolate_DependsOnNoBatch(string technique)
    {
        using var sampler = (LatentVectorSampler)ImageSampler.Load(Reference.Folder(technique), new SamplerOptions { BatchSize = 2 });
        IReadOnlyList<RgbImage> way = sampler.Interpolate(sampler.LatentOf(1), sampler.LatentOf(2), 5, Token);
        Assert.Equal(5, way.Count);
        Reference.AssertSame(sampler.Draw(1, 1, Token)[0], way[0]);
        Reference.AssertSame(sampler.Draw(1, 2, Token)[0], way[4]);
        Assert.Throws<NumericalException>(() => sampler.Decode([.. Enumerable.Repeat(float.NaN, sampler.LatentLength)], Token));
    }

    [Theory]
    [InlineData("vae")]
    [InlineData("pixel")]
    [InlineData("autoregressive")]
    public void PicturesOfAnotherSize_AreRefused(string technique)
    {
        using ImageSampler sampler = ImageSampler.Load(Reference.Folder(technique));
        RgbImage wrong = new(16, 8, new byte[3 * 16 * 8]);
        ArgumentException e = Assert.ThrowsAny<ArgumentException>(() => _ = sampler switch
        {
            VaeSampler vae => (object)vae.Encode(wrong, Token),
            PixelDiffusionSampler pixel => pixel.Vary(wrong, 0.5, 0, Token),
            AutoregressiveSampler tokens => tokens.Complete(wrong, 1, 0, Token),
            _ => throw new InvalidOperationException(),
        });
        Assert.Contains("16x8", e.Message, StringComparison.Ordinal);
    }
}
