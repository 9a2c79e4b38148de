using System.Text.Json.Nodes;
using LatentDiffusion.Models.Emoji;

namespace LatentDiffusion.Cli.Tests;

/// <summary>What pictures say, and drawing them again from it.</summary>
public sealed class InfoTests
{
    [Theory]
    [InlineData("--scheduler", "dpm++ 2m karras:solver_order=3", "--noise", "philox", "--negative", "green")]
    [InlineData("--prompt-syntax", "weighted", "--hires", "1.5", "--hires-steps", "3", "--hires-strength", "0.7")]
    [InlineData("--precision", "float16", "--width", "64", "--eta", "0.5")]
    public void Again_DrawsTheSamePixels(params string[] options)
    {
        using WorkFolder folder = new();
        folder.Run(["a (red:1.2) apple", "--seed", "3", "--steps", "2", "--output", "a.png", .. options]);
        CliResult result = folder.Run("info", "a.png", "--again", "--output", "b.png");
        Assert.Equal(0, result.ExitCode);
        Assert.DoesNotContain("drawn with another", result.Error, StringComparison.Ordinal);
        Assert.Equal("the same pixels", result["compared"]);
        Assert.Equal(RgbImage.Load(folder["a.png"]).Pixels, RgbImage.Load(folder["b.png"]).Pixels);
        Assert.Equal(ImageMetadata.ReadParameters(folder["a.png"]), ImageMetadata.ReadParameters(folder["b.png"]));
    }

    [Fact]
    public void Again_WithRefinerAndPictures_NamesWhatIsMissing()
    {
        using WorkFolder folder = new();
        string[] common = ["a red apple", "--seed", "3", "--steps", "4", "--output"];
        folder.Run([.. common, "base.png"]).AssertDone();
        folder.Run([.. common, "refined.png", "--refiner", EmojiModel.Directory, "--refiner-start", "0.5"]).AssertDone();
        Assert.Contains("Refiner switch at      0.5", folder.Run("info", "refined.png").AssertDone().Output, StringComparison.Ordinal);
        Assert.Contains("--refiner says where that is", folder.Run("info", "refined.png", "--again").Error, StringComparison.Ordinal);
        Assert.Equal(
            "the same pixels", folder.Run("info", "refined.png", "--again", "--refiner", EmojiModel.Directory).AssertDone()["compared"]);

        folder.Run([.. common, "from.png", "--init", "base.png", "--strength", "0.6"]).AssertDone();
        Assert.Contains("--init is missing", folder.Run("info", "from.png", "--again").Error, StringComparison.Ordinal);
        Assert.Contains(
            "--init is another", folder.Run("info", "from.png", "--again", "--init", "from.png").Error, StringComparison.Ordinal);
        Assert.Equal("the same pixels", folder.Run("info", "from.png", "--again", "--init", "base.png").AssertDone()["compared"]);
    }

    [Fact]
    public void Info_OfSeveral_TellsOfThoseThatCanBeRead()
    {
        using WorkFolder folder = new();
        RgbImage picture = new(8, 8, new byte[192]);
        picture.Save(folder["My Image.png"], parameters: "a cat\nSteps: 2, picture: another.png, Seed: 1");
        File.WriteAllText(folder["Steps Count.png"], "");
        CliResult result = folder.Run("info", "My Image.png", "Steps Count.png", "--json");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("Steps Count.png: ", result.Error, StringComparison.Ordinal);
        Assert.Equal("My Image.png", JsonNode.Parse(result.Output)![0]!["picture"]!.GetValue<string>());
        CliResult again = folder.Run("info", "My Image.png", "My Image.png", "--again", "--output", "one.png");
        Assert.Contains("for several pictures it must be a folder", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Info_TellsOfPictures_OfOthersToo()
    {
        using WorkFolder folder = new();
        RgbImage picture = new(8, 8, new byte[192]);
        picture.Save(folder["silent.png"]);
        picture.Save(
            folder["other.webp"],
            parameters: "a cat\nNegative prompt: dog\nSteps: 20, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 7, "
                + "Seed: 1, Size: 8x8, Model: elsewhere");
        CliResult result = folder.Run("info", "other.webp").AssertDone();
        Assert.Equal(("a cat", "dog", "DPM++ 2M, Karras"), (result["prompt"], result["negative"], result["scheduler"]));
        CliResult both = folder.Run("info", "silent.png", "other.webp", "--json");
        Assert.Equal(1, both.ExitCode);
        JsonArray json = JsonNode.Parse(both.Output)!.AsArray();
        Assert.Null(json[0]!["prompt"]);
        Assert.Equal("elsewhere", json[1]!["model"]!.GetValue<string>());
        folder.Run("info", "silent.png", "--again").AssertFailedWith("does not say how it was made");
        folder.Run("info", "other.webp", "--again").AssertFailedWith("drawn by the model 'elsewhere'; --model says where that is");
    }
}
