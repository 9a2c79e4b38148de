namespace LatentDiffusion.Cli.Tests;

public sealed class ListTests
{
    [Fact]
    public void Schedulers_ListsEveryClass()
    {
        using WorkFolder folder = new();
        string[] lines = folder.Run("schedulers").AssertDone().Output.Split('\n');
        Assert.All(Schedulers.ClassNames, name => Assert.Contains(lines, l => l.Contains(name, StringComparison.Ordinal)));
    }

    [Fact]
    public void Help_NamesEveryOption()
    {
        using WorkFolder folder = new();
        string help = folder.Run("--help").AssertDone().Output;
        string[] options =
        [
            "--negative", "--steps", "--guidance", "--guidance-rescale", "--scheduler", "--seed", "--noise", "--count",
            "--width", "--height", "--init", "--strength", "--mask", "--model", "--provider", "--threads", "--output", "--preview",
            "inspect", "schedulers", "devices", "cache", "serve", "pull", "list", "remove",
        ];
        Assert.All(options, name => Assert.Contains(name, help, StringComparison.Ordinal));
    }
}
