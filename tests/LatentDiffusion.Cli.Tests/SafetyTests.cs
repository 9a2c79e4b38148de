namespace LatentDiffusion.Cli.Tests;

/// <summary>Checking pictures before they are written.</summary>
public sealed class SafetyTests
{
    private static readonly string[] Draw = ["a cactus", "--steps", "1", "--seed", "1", "-o", "a.png"];

    /// <summary>From so small a probability on every picture is unsafe, which stands in for one that is.</summary>
    private static readonly string[] Strict = ["--safety-threshold", "1e-9"];

    [Fact]
    public void SafePictures_AreWrittenAsTheyAre()
    {
        using WorkFolder folder = new();
        folder.Run(Draw).AssertDone();
        byte[] bare = RgbImage.Load(folder["a.png"]).Pixels.ToArray();
        folder.Run([.. Draw, "--safety", "refuse", "--safety-threshold", "1"]).AssertDone();
        Assert.True(bare.AsSpan().SequenceEqual(RgbImage.Load(folder["a.png"]).Pixels));
    }

    [Fact]
    public void UnsafePictures_AreBlackedOut_AndMarkedAllTheSame()
    {
        using WorkFolder folder = new();
        CliResult result = folder.Run([.. Draw, .. Strict, "--safety", "black"]);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("unsafe, says the NSFW classifier", result.Error, StringComparison.Ordinal);
        Assert.True(RgbImage.Load(folder["a.png"]).Pixels.IndexOfAnyExcept((byte)0) < 0);
        Assert.Equal("marked", folder.Run("verify", "a.png").AssertDone()["marks"]);
    }

    [Fact]
    public void UnsafePictures_CanFailTheCommand()
    {
        using WorkFolder folder = new();
        folder.Run([.. Draw, .. Strict, "--safety", "refuse"]).AssertFailed(1, "unsafe, says the NSFW classifier");
        Assert.Empty(folder.Files);
    }

    [Theory]
    [InlineData("'shout' is not one of Black, Blur, Refuse, Report", "--safety", "shout")]
    [InlineData("'blur,refuse' is not one of Black, Blur, Refuse, Report", "--safety", "blur,refuse")]
    [InlineData("'3' is not one of Black, Blur, Refuse, Report", "--safety", "3")]
    [InlineData("--safety-threshold needs --safety", "--safety-threshold", "0.5")]
    [InlineData("'2' is not a number above 0", "--safety", "black", "--safety-threshold", "2")]
    [InlineData("exclude each other", "--safety", "black", "--safety-threshold", "0.5", "--safety-checker", "x")]
    public void WrongOptions_AreExplained(string message, params string[] args)
    {
        using WorkFolder folder = new();
        folder.Run(["a cactus", .. args]).AssertFailed(2, message);
    }

    [Fact]
    public void MissingChecker_IsNamedBeforeAnythingIsDrawn()
    {
        using WorkFolder folder = new();
        folder.Run([.. Draw, "--safety", "black", "--safety-checker", "none"]).AssertFailed(1, "none: there is no such folder");
        Assert.Empty(folder.Files);
    }
}
