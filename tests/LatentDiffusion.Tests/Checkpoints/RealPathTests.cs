namespace LatentDiffusion.Tests;

public sealed class RealPathTests
{
    [Fact]
    public void Of_LinksToFoldersAndFiles_FollowsThemAll()
    {
        using TemporaryFolder folder = new();
        string real = RealPath.Of(folder.Path);
        Directory.CreateDirectory(Path.Combine(folder.Path, "blobs"));
        Directory.CreateDirectory(Path.Combine(folder.Path, "model"));
        File.WriteAllText(Path.Combine(folder.Path, "blobs", "0a1b"), "");
        File.CreateSymbolicLink(Path.Combine(folder.Path, "model", "weights"), "../blobs/0a1b");
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "models"), folder.Path);
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "favourite"), "models/model");
        Assert.Equal(Path.Combine(real, "blobs", "0a1b"), RealPath.Of(Path.Combine(folder.Path, "favourite", "weights")));
    }

    [Fact]
    public void Of_LinksThatLeadInACircle_Fails()
    {
        using TemporaryFolder folder = new();
        string loop = Path.Combine(folder.Path, "loop");
        File.CreateSymbolicLink(loop, Path.Combine("loop", "x"));
        Assert.ThrowsAny<IOException>(() => RealPath.Of(loop));
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "a"), "b/c");
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "b"), "a/d");
        Assert.ThrowsAny<IOException>(() => RealPath.Of(Path.Combine(folder.Path, "a")));
    }

    [Fact]
    public void Of_WhatIsAbsent_StaysAsItIs()
    {
        using TemporaryFolder folder = new();
        Assert.Equal(Path.Combine(RealPath.Of(folder.Path), "a", "b"), RealPath.Of(Path.Combine(folder.Path, "a", "b")));
    }
}
