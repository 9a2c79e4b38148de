using LatentDiffusion.Models.Emoji;

namespace LatentDiffusion.Cli.Tests;

public sealed class RefinerTests
{
    private static readonly string[] Common =
        ["a red apple", "--seed", "3", "--steps", "4", "--guidance", "4", "--scheduler", "ddim", "--output"];

    [Fact]
    public void SameModelForTheLastSteps_DrawsTheSame()
    {
        using WorkFolder folder = new();
        folder.Run([.. Common, "whole.png"]).AssertDone();
        folder.Run([.. Common, "handed.png", "--refiner", EmojiModel.Directory, "--refiner-start", "0.5"]).AssertDone();
        byte[] whole = RgbImage.Load(folder["whole.png"]).Pixels.ToArray(), handed = RgbImage.Load(folder["handed.png"]).Pixels.ToArray();
        Assert.True(whole.Zip(handed, (a, b) => Math.Abs(a - b)).Max() <= 1);
    }

    [Fact]
    public void WarningsOfTheFirstModel_AreToldToo()
    {
        using WorkFolder folder = new();
        string refiner = folder.CopyModel(), merges = Path.Combine(refiner, "tokenizer", "merges.txt");
        File.WriteAllLines(merges, File.ReadLines(merges).Take(2)); // cuts words into letters, and prompts earlier
        string prompt = string.Join(' ', Enumerable.Repeat("mushroom", 90));
        CliResult result = folder.Run([prompt, .. Common[1..], "x.png", "--refiner", refiner, "--refiner-start", "0.5"]);
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(2, result.Error.Split("warning:").Length - 1);
    }

    [Fact]
    public void BrokenRefiner_IsFoundBeforeTheFirstModelDraws()
    {
        using WorkFolder folder = new();
        File.WriteAllText(folder["model_index.json"], "{\"_class_name\": \"StableDiffusionXLImg2ImgPipeline\"}");
        CliResult result = folder.Run([.. Common, "x.png", "--preview", "previews", "--refiner", "."]);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("the file is missing", result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder["previews"]));
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
