using System.IO.MemoryMappedFiles;

namespace LatentDiffusion.Tests;

/// <summary>Files are read once, and again as soon as anything was written to them.</summary>
public sealed class KnownHashesTests : IDisposable
{
    private const string Content = "weights", Other = "WEIGHTS";

    private readonly TemporaryFolder _folder = new(("model", Content));

    public KnownHashesTests() => Directory.CreateDirectory(_folder["cache"]);

    private string Model => _folder["model"];

    private string Known => _folder["cache/" + KnownHashes.FileName];

    /// <summary>The hash is taken from the file of the cache, where the file itself says something else.</summary>
    [Fact]
    public void BelievesWhatWasReadBefore()
    {
        if (!OperatingSystem.IsLinux()) return;
        string hash = Hash();
        Assert.Equal(ContentHash.Of(Model), hash);
        File.WriteAllText(Known, File.ReadAllText(Known).Replace(hash, "known before", StringComparison.Ordinal));
        Assert.Equal("known before", Hash());
    }

    [Fact]
    public void SeesAChangeWhoseDateIsSetBack()
    {
        string before = Hash();
        DateTime written = File.GetLastWriteTimeUtc(Model);
        WaitForATick();
        File.WriteAllText(Model, Other);
        File.SetLastWriteTimeUtc(Model, written);
        Assert.NotEqual(before, Hash());
        Assert.Equal(ContentHash.Of(Model), Hash());
    }

    [Fact]
    public void SeesAnotherFileInItsPlace()
    {
        string before = Hash();
        File.WriteAllText(_folder["other"], Other);
        File.Move(_folder["other"], Model, overwrite: true);
        Assert.NotEqual(before, Hash());
    }

    /// <summary>Within the tick of the clock that the file was written in, it may be written to again.</summary>
    [Fact]
    public void RemembersNoFileThatWasJustWritten()
    {
        File.WriteAllText(Model, Content);
        Assert.Equal(ContentHash.Of(Model), Hash(TimeProvider.System));
        Assert.False(File.Exists(Known));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"a":1}""")]
    public void ReadsAgainWhereTheListIsDamaged(string list)
    {
        File.WriteAllText(Known, list);
        Assert.Equal(ContentHash.Of(Model), Hash());
        Assert.Equal(ContentHash.Of(Model), Hash());
    }

    [Fact]
    public void AddsToWhatOthersKnow()
    {
        File.WriteAllText(Known, """{"theirs":"hash"}""");
        Hash();
        Assert.Contains("theirs", File.ReadAllText(Known), StringComparison.Ordinal);
        if (OperatingSystem.IsLinux()) Assert.Contains(ContentHash.Of(Model), File.ReadAllText(Known), StringComparison.Ordinal);
    }

    /// <summary>A page that was written to before, and is again, through the same mapping: the second write is noted as well.</summary>
    [Fact]
    public void SeesAWriteThroughMappedMemory()
    {
        using MemoryMappedFile mapped = MemoryMappedFile.CreateFromFile(Model, FileMode.Open);
        using MemoryMappedViewAccessor view = mapped.CreateViewAccessor();
        view.Write(0, (byte)1);
        string before = Hash();
        WaitForATick();
        view.Write(0, (byte)2);
        Assert.NotEqual(before, Hash());
    }

    [Fact]
    public void SaysThatAnAbsentFileIsAbsent() =>
        Assert.Throws<FileNotFoundException>(() => new KnownHashes(_folder["cache"], TimeProvider.System).Of(_folder["none"], default));

    [Fact]
    public void TellsVersionsOnlyOfSettledFiles()
    {
        using var file = File.OpenHandle(Model);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        Assert.Null(FileVersion.Of(file, now));
        string? settled = FileVersion.Of(file, now.AddMinutes(1));
        Assert.Equal(OperatingSystem.IsLinux(), settled is not null);
        Assert.Equal(settled, FileVersion.Of(file, now.AddMinutes(2)));
    }

    public void Dispose() => _folder.Dispose();

    private string Hash() => Hash(new Later());

    private string Hash(TimeProvider time)
    {
        KnownHashes hashes = new(_folder["cache"], time);
        string hash = hashes.Of(Model, TestContext.Current.CancellationToken);
        hashes.Save();
        return hash;
    }

    /// <summary>Until the clock of the file system shows another time.</summary>
    private void WaitForATick()
    {
        DateTime start = Touch();
        while (Touch() == start) Thread.Sleep(1);
    }

    private DateTime Touch()
    {
        File.WriteAllText(_folder["tick"], "");
        return File.GetLastWriteTimeUtc(_folder["tick"]);
    }

    private sealed class Later : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddMinutes(1);
    }
}
