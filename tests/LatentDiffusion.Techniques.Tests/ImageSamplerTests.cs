namespace LatentDiffusion.Techniques.Tests;

/// <summary>Every technique draws what PyTorch draws.</summary>
public sealed class ImageSamplerTests
{
    public static TheoryData<string> Techniques => ["gan", "vae", "pixel", "autoregressive", "latent"];

    [Theory]
    [MemberData(nameof(Techniques))]
    public void Draw_IsPyTorchs(string technique)
    {
        using ImageSampler sampler = ImageSampler.Load(Reference.Folder(technique));
        IReadOnlyList<RgbImage> images = sampler.Draw(3, Reference.Seed);
        Assert.Equal((technique, 16, 3), (sampler.Technique, sampler.Size, images.Count));
        for (int i = 0; i < 3; i++) Reference.AssertSame(Reference.Picture(technique, $"drawn-{i}"), images[i]);
        Assert.True(Reference.Distance(images[0], images[1]) > 5); // else nothing above would tell seeds apart
    }

    [Theory]
    [MemberData(nameof(Techniques))]
    public void Draw_DependsOnSeedNotOnBatch(string technique)
    {
        using ImageSampler one = ImageSampler.Load(Reference.Folder(technique), new SamplerOptions { BatchSize = 2, Threads = 1 });
        IReadOnlyList<RgbImage> images = one.Draw(3, Reference.Seed);
        for (int i = 0; i < 3; i++) Reference.AssertSame(Reference.Picture(technique, $"drawn-{i}"), images[i]);
        Reference.AssertSame(images[2], one.Draw(1, Reference.Seed + 2)[0]);
    }

    /// <summary>From several threads, and with seeds of all kinds.</summary>
    [Theory]
    [MemberData(nameof(Techniques))]
    public void Draw_AtOnce_IsTheSame(string technique)
    {
        using ImageSampler sampler = ImageSampler.Load(Reference.Folder(technique), new SamplerOptions { Threads = 1 });
        long[] seeds = [-1, 0, 7, long.MinValue, long.MaxValue];
        RgbImage[] images = [.. seeds.AsParallel().AsOrdered().WithDegreeOfParallelism(4).Select(seed => sampler.Draw(1, seed)[0])];
        for (int i = 0; i < seeds.Length; i++) Reference.AssertSame(sampler.Draw(1, seeds[i])[0], images[i]);
    }

    [Theory]
    [MemberData(nameof(Techniques))]
    public void Draw_Cancelled_Throws(string technique)
    {
        using ImageSampler sampler = ImageSampler.Load(Reference.Folder(technique));
        using CancellationTokenSource source = new();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => sampler.Draw(1, 0, source.Token));
        Assert.Throws<ArgumentOutOfRangeException>(() => sampler.Draw(0, 0, TestContext.Current.CancellationToken));
    }
}
