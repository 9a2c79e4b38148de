namespace LatentDiffusion.Tests;

public sealed class ImageSavingTests
{
    private static readonly RgbImage Image = ImagingReference.NoiseImage(5, 4, seed: 3);

    [Theory]
    [InlineData("a.png", ImageFormat.Png)]
    [InlineData("a.PNG", ImageFormat.Png)]
    [InlineData("a.jpg", ImageFormat.Jpeg)]
    [InlineData("a.jpeg", ImageFormat.Jpeg)]
    [InlineData("a b.webp", ImageFormat.Webp)]
    public void Save_Extension_DecidesTheFormat(string name, ImageFormat format)
    {
        using TemporaryFolder folder = new();
        Image.Save(folder[name]);
        Assert.Equal(format, ImageFile.FormatOf(File.ReadAllBytes(folder[name])));
        Assert.Equal([name], folder.Names);
        Assert.Equal(5, RgbImage.Load(folder[name]).Width);
    }

    [Theory]
    [InlineData("a.gif")]
    [InlineData("a")]
    [InlineData("png")]
    public void Save_OtherExtension_ThrowsAndWritesNothing(string name)
    {
        using TemporaryFolder folder = new();
        Assert.Contains(name, Assert.Throws<ArgumentException>(() => Image.Save(folder[name])).Message);
        Assert.Empty(folder.Names);
    }

    [Fact]
    public void Save_RelativePath_GoesToTheCurrentFolder()
    {
        string name = $"{Guid.NewGuid():N}.png";
        Image.Save(name);
        string path = Path.Combine(Environment.CurrentDirectory, name);
        Assert.True(File.Exists(path));
        File.Delete(path);
    }

    [Fact]
    public void Save_ExistingFile_IsReplaced()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["a.png"], "old");
        Image.Save(folder["a.png"]);
        Assert.Equal(Image.Pixels, RgbImage.Load(folder["a.png"]).Pixels);
        Assert.Equal(["a.png"], folder.Names);
    }

    [Fact]
    public void Save_NoSuchFolder_NamesTheFolder()
    {
        using TemporaryFolder folder = new();
        var exception = Assert.Throws<DirectoryNotFoundException>(() => Image.Save(folder["none/a.png"]));
        Assert.Contains(folder["none"], exception.Message);
        Assert.Empty(folder.Names);
    }

    [Fact]
    public void Save_TargetIsFolder_Throws()
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder["a.png"]);
        Assert.Throws<IOException>(() => Image.Save(folder["a.png"]));
        Assert.Equal(["a.png"], folder.Names);
    }

    [Fact]
    public void Save_ReadOnlyTarget_KeepsIt()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["a.png"], "old");
        File.SetAttributes(folder["a.png"], FileAttributes.ReadOnly);
        var exception = Assert.Throws<UnauthorizedAccessException>(() => Image.Save(folder["a.png"]));
        Assert.Contains("read-only", exception.Message);
        Assert.Equal("old", File.ReadAllText(folder["a.png"]));
        Assert.Equal(["a.png"], folder.Names);
        File.SetAttributes(folder["a.png"], FileAttributes.Normal);
    }

    [Fact]
    public void Save_TextThatDoesNotFit_KeepsTheExistingFile()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["a.jpg"], "old");
        Assert.Throws<ArgumentException>(() => Image.Save(folder["a.jpg"], parameters: new string('x', 40_000)));
        Assert.Equal("old", File.ReadAllText(folder["a.jpg"]));
        Assert.Equal(["a.jpg"], folder.Names);
    }

    [Fact]
    public void Write_MoveFails_RemovesTheTemporaryFile()
    {
        using TemporaryFolder folder = new();
        string longName = folder[new string('a', 300) + ".png"];
        IOException exception = Assert.ThrowsAny<IOException>(() => Image.Save(longName));
        Assert.StartsWith($"Cannot write '{longName}': ", exception.Message, StringComparison.Ordinal);
        Assert.Empty(folder.Names);
    }
}
