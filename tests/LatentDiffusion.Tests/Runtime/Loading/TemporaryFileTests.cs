namespace LatentDiffusion.Tests;

/// <summary>Temporary files are written, mapped and gone.</summary>
public sealed class TemporaryFileTests
{
    [Fact]
    public void Create_File_IsGoneOnceItIsClosed()
    {
        FileStream file = TemporaryFile.Create(10_000)!;
        string path = file.Name;
        if (!OperatingSystem.IsWindows()) Assert.False(File.Exists(path)); // whatever ends the process
        RandomAccess.Write(file.SafeFileHandle, [1, 2, 3], 9_000);
        using (MappedFile mapped = MappedFile.Of(file))
        {
            Assert.Equal(10_000, mapped.Length);
            Assert.Equal([0, 1, 2, 3, 0], mapped.Bytes(8_999, 5).ToArray());
            new MappedPages([mapped]).Release();
            Assert.Equal([0, 1, 2, 3, 0], mapped.Bytes(8_999, 5).ToArray());
        }

        Assert.False(File.Exists(path));
    }

    [Fact]
    public void Create_MoreThanThereIsRoomFor_GivesNone() => Assert.Null(TemporaryFile.Create(1L << 60));
}
