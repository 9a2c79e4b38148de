using LatentDiffusion.Models.Emoji;

namespace LatentDiffusion.Cli.Tests;

public sealed class RefinerTests
{
    private static readonly string[] Common = ["a red apple", "--seed", "3", "--steps", "4", "--guidance", "4", "--scheduler", "ddim", "--output"];

    [Fact]
    public void SameModelForTheLastSteps_DrawsTheSame()
    {
        using WorkFolder folder = new();
        folder.Run([.. Common, "whole.png"]).AssertDone();
        folder.Run([.. Common, "handed.png", "--refiner", EmojiModel.Directory, "--refiner-start", "0.5"]).AssertDone();
        byte[] whole = RgbImage.Load(folder["whole.png"]).Pixels.ToArray(), handed = RgbImage.Load(folder["handed.png"]).Pixels.ToArray();
        Assert.True(whole.Zip(handed, (a, b) => Math.Abs(a - b)).Max() <= 1);
    }

    [Theory]
    [InlineData("--refiner-start needs --refiner", "--refiner-start", "0.5")]
    [InlineData("there is no such folder", "--refiner", "nowhere")]
    [InlineData("not two whole numbers", "--original-size", "1024")]
    public void WrongOptions_AreExplained(string message, params string[] options)
    {
        using WorkFolder folder = new();
        CliResult result = folder.Run([.. Common, "x.png", .. options]);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.Empty(folder.Files);
    }
}
