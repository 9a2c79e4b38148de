namespace LatentDiffusion.Tests;

/// <summary>Hashes of files, against the SHA-256 of "abc" (FIPS 180-2, appendix B.1).</summary>
public sealed class FileHashTests
{
    private const string OfAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    [Fact]
    public void WholeFile_AndWhatFollowsAHeader()
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder["a"], "abc"u8);
        File.WriteAllBytes(folder["b.safetensors"], [2, 0, 0, 0, 0, 0, 0, 0, .. "{}abc"u8]);
        Assert.Equal(OfAbc, FileHash.Of(folder["a"]));
        Assert.Equal(OfAbc, FileHash.OfBody(folder["b.safetensors"]));
        File.WriteAllBytes(folder["a"], "abcd"u8);
        Assert.NotEqual(OfAbc, FileHash.Of(folder["a"]));
    }

    [Fact]
    public void FileOfAHubsCache_IsNotReadAgain()
    {
        using TemporaryFolder folder = new();
        string name = new('a', 64);
        Directory.CreateDirectory(folder["blobs"]);
        File.WriteAllBytes(folder[$"blobs/{name}"], "abc"u8);
        File.CreateSymbolicLink(folder["model.safetensors"], folder[$"blobs/{name}"]);
        Assert.Equal(name, FileHash.Of(folder["model.safetensors"]));
    }
}
