namespace LatentDiffusion.Tests;

/// <summary>Entries that several threads make while others look for what was left behind.</summary>
public sealed class CacheFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Publish_WhileOthersSweep_PublishesEveryEntry()
    {
        string cache = _folder["cache"];
        Directory.CreateDirectory(cache);
        string[] entries = [.. Enumerable.Range(0, 400).Select(i => CacheFolder.EntryOf(cache, $"{i:d64}"))];
        Parallel.ForEach(entries, new ParallelOptions { MaxDegreeOfParallelism = 4 }, entry =>
        {
            CacheFolder.Sweep(cache);
            CacheFolder.Publish(entry, folder => File.WriteAllText(Path.Combine(folder, "file"), "content"));
        });
        Assert.All(entries, entry => Assert.Equal("content", File.ReadAllText(Path.Combine(entry, "file"))));
        Assert.Equal(entries.Length, Directory.EnumerateFileSystemEntries(cache).Count());
    }

    public void Dispose() => _folder.Dispose();
}
