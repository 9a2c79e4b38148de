namespace LatentDiffusion.Cli.Tests;

/// <summary>How a run of the command ended.</summary>
internal sealed record CliResult(int ExitCode, string Output, string Error)
{
    /// <summary>The value of a line of the output, which begins with its name.</summary>
    public string this[string name] => Values(name).Single();

    /// <summary>The values of all lines of a name.</summary>
    public string[] Values(string name) =>
        [.. Output.Split('\n').Where(l => l.StartsWith(name + " ", StringComparison.Ordinal)).Select(l => l[name.Length..].Trim())];

    /// <summary>Fails unless the run failed with one line that says a text, and without traces of the program's inside.</summary>
    public void AssertFailed(int exitCode, string message)
    {
        Assert.Equal(exitCode, ExitCode);
        Assert.Contains(message, Error, StringComparison.Ordinal);
        Assert.StartsWith("error: ", Error, StringComparison.Ordinal);
        Assert.Single(Error.TrimEnd().Split('\n'));
        Assert.DoesNotContain("Exception", Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Parameter '", Error, StringComparison.Ordinal);
    }

    /// <summary>Fails unless the run failed and its last words hold a text.</summary>
    public void AssertFailedWith(string message)
    {
        Assert.NotEqual(0, ExitCode);
        Assert.Contains(message, Error, StringComparison.Ordinal);
    }

    /// <summary>Fails unless the run did all it should.</summary>
    public CliResult AssertDone()
    {
        Assert.Equal("", Error);
        Assert.Equal(0, ExitCode);
        Assert.DoesNotContain('\e', Output);
        return this;
    }
}
