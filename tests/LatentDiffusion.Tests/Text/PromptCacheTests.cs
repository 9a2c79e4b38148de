namespace LatentDiffusion.Tests;

public sealed class PromptCacheTests
{
    [Fact]
    public void GetOrAdd_ManyPrompts_StaysWithinItsBytes()
    {
        PromptCache<byte[]> cache = new(1000, encoding => encoding.Length);
        for (int i = 0; i < 100; i++)
        {
            cache.GetOrAdd($"{i}", _ => new byte[90]);
            Assert.InRange(cache.Bytes, 1, 1000);
        }

        Assert.Same(cache.GetOrAdd("99", _ => []), cache.GetOrAdd("99", _ => []));
        Assert.Equal(90, cache.GetOrAdd("95", _ => []).Length);
        Assert.Empty(cache.GetOrAdd("0", _ => []));
    }

    [Fact]
    public void GetOrAdd_EncodingLargerThanHalf_IsNotKeptAndDrivesNothingOut()
    {
        PromptCache<byte[]> cache = new(1000, encoding => encoding.Length);
        byte[] small = cache.GetOrAdd("small", _ => new byte[90]);
        cache.GetOrAdd("large", _ => new byte[600]);
        cache.GetOrAdd(new string('p', 300), _ => new byte[1]);
        Assert.Same(small, cache.GetOrAdd("small", _ => []));
        Assert.Equal(100, cache.Bytes);
    }
}
