namespace LatentDiffusion.Provenance.Tests;

/// <summary>Which sizes a resized picture is tried at.</summary>
public sealed class FormerSizesTests
{
    private const long MaxPixels = 16 << 20;

    [Theory]
    [InlineData(512, 512, 768, 768)]
    [InlineData(640, 640, 512, 512)]
    [InlineData(1024, 1024, 512, 512)]
    [InlineData(1024, 1024, 1408, 1408)]
    [InlineData(960, 540, 1280, 720)]
    [InlineData(300, 200, 576, 384)]
    public void OrdinaryPictures_AreTriedAtTheirSize(int width, int height, int formerWidth, int formerHeight) =>
        Assert.Contains((formerWidth, formerHeight), FormerSizes.Of(width, height));

    [Theory]
    [InlineData(16384, 128)]
    [InlineData(128, 16384)]
    [InlineData(8192, 256)]
    [InlineData(65535, 64)]
    [InlineData(3000, 700)]
    public void NoPicture_TakesLongerThanASquareOne(int width, int height) =>
        Assert.InRange(FormerSizes.Of(width, height).Sum(size => (long)size.Width * size.Height), 0, MaxPixels);
}
