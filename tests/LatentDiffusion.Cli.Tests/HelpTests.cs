namespace LatentDiffusion.Cli.Tests;

/// <summary>The help: in groups, of 80 columns; and words that are no prompts.</summary>
public sealed class HelpTests
{
    [Theory]
    [InlineData("--help")]
    [InlineData("help")]
    [InlineData("help", "serve")]
    [InlineData("serve", "-h")]
    [InlineData("help", "evaluate", "images")]
    [InlineData("help", "dataset")]
    [InlineData("info", "--help")]
    public void Help_FitsIntoEightyColumns_AndEachOptionOnce(params string[] args)
    {
        using WorkFolder folder = new();
        string[] lines = folder.Run(args).AssertDone().Output.TrimEnd().Split('\n');
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 80));
        string[] options = [.. lines.Where(l => l.StartsWith("  -", StringComparison.Ordinal)).Select(l => l.Trim().Split("  ")[0])];
        Assert.Contains("-h, --help", options);
        Assert.Equal(options.Length, options.Distinct().Count());
        Assert.Empty(folder.Files);
    }

    [Fact]
    public void Help_HasGroupsAndExamples()
    {
        using WorkFolder folder = new();
        string help = folder.Run("help").AssertDone().Output;
        string[] headings = ["Usage", "Examples", "Commands", "Picture", "Steps and guidance", "Output", "Model", "Hardware"];
        foreach (string heading in headings)
            Assert.Contains($"\n{heading}:\n", help, StringComparison.Ordinal);
        Assert.Contains("\n  -s, --seed <n>  ", help, StringComparison.Ordinal);
        Assert.Contains("\n  list, models  ", help, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("version")]
    [InlineData("--version")]
    public void Version_IsShown(string word)
    {
        using WorkFolder folder = new();
        Assert.Matches(@"^\d+\.\d+", folder.Run(word).AssertDone().Output);
        Assert.Empty(folder.Files);
    }
}
