namespace LatentDiffusion.Provenance.Tests;

/// <summary>What makes the search for a watermark fast gives what the plain way gives.</summary>
public sealed class MarkSearchTests
{
    /// <summary>Every coefficient but the coarse one, against the sum that defines it, wherever blocks begin and lanes end.</summary>
    [Theory]
    [InlineData(128, 128, 0, 0)]
    [InlineData(203, 91, 3, 77)]
    [InlineData(1031, 40, 126, 5)]
    public void CoefficientsAreThoseOfTheDefinition(int width, int height, int row, int column)
    {
        Plane plane = Luminance("noise", width, height);
        var place = new TilePlace(row, column);
        int across = place.Across(width), blocks = across * place.Down(height);
        float[] found = BlockTransform.ByCoefficient(plane, place);
        for (int i = blocks; i < found.Length; i++)
        {
            (int c, int b) = Math.DivRem(i, blocks);
            double sum = 0;
            for (int p = 0; p < 64; p++)
            {
                double basis = Cosine(MarkLayout.Vertical[c], p / 8) * Cosine(MarkLayout.Horizontal[c], p % 8);
                sum += basis * plane.Values[(place.Top + b / across * 8 + p / 8) * width + place.Left + b % across * 8 + p % 8];
            }

            Assert.Equal(sum, found[i], 2e-3);
        }
    }

    [Fact]
    public void WavesOfManyAreThoseOfEach()
    {
        float[] numbers = [.. Enumerable.Range(0, 1001).Select(i => (i - 500) * 0.37f)], waves = new float[numbers.Length];
        SoftTile.Waves(numbers, 0.031f, waves);
        for (int i = 0; i < waves.Length; i++) Assert.Equal(SoftTile.Wave(numbers[i] * 0.031f), waves[i], 1e-5f);
    }

    /// <summary>As Pillow's bicubic filter, which rounds to whole grey levels after rows and after columns.</summary>
    [Theory]
    [InlineData(150, 100, 96, 64)]
    [InlineData(96, 64, 150, 100)]
    [InlineData(131, 77, 131, 40)]
    public void PlanesAreResizedAsPicturesAre(int width, int height, int newWidth, int newHeight)
    {
        byte[] grey = Pictures.Draw("texture", width, height).Pixels.ToArray();
        for (int i = 0; i < grey.Length; i++) grey[i] = grey[i - i % 3];
        var image = new RgbImage(width, height, grey);
        RgbImage expected = image.Resize(newWidth, newHeight, ResampleFilter.Bicubic);
        Plane plane = Plane.Luminance(width, height, image.Pixels);
        Plane whole = plane.Resized(newWidth, newHeight, new PlanePart(0, 0, newWidth, newHeight));
        for (int i = 0; i < whole.Values.Length; i++) Assert.Equal(expected.Pixels[3 * i], whole.Values[i], 1.6);

        var part = new PlanePart(5, 7, 40, 33);
        Assert.Equal(whole.Cut(part).Values, plane.Resized(newWidth, newHeight, part).Values);
    }

    [Theory]
    [InlineData(1024, 1024)]
    [InlineData(4000, 3000)]
    [InlineData(9000, 300)]
    [InlineData(300, 9000)]
    public void PartsThatAreReadBeginWithATile(int width, int height)
    {
        PlanePart part = PlanePart.Read(width, height);
        Assert.InRange((long)part.Width * part.Height, Math.Min(1 << 19, (long)width * height), 1 << 20);
        Assert.Equal((0, 0), (part.Left % MarkLayout.TileSize, part.Top % MarkLayout.TileSize));
        Assert.True(part.Left >= 0 && part.Left + part.Width <= width && part.Top >= 0 && part.Top + part.Height <= height);
    }

    private static Plane Luminance(string kind, int width, int height) =>
        Plane.Luminance(width, height, Pictures.Draw(kind, width, height).Pixels);

    private static double Cosine(int frequency, int position) =>
        Math.Cos((2 * position + 1) * frequency * Math.PI / 16) * Math.Sqrt((frequency == 0 ? 1 : 2) / 8.0);
}
