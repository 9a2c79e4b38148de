using System.Diagnostics;

namespace LatentDiffusion.Cli.Tests;

/// <summary>The built command in a process of its own, its output redirected.</summary>
internal sealed class CliProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private CliProcess(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _error = process.StandardError.ReadToEndAsync();
    }

    public static CliProcess Start(string folder, string[] args, string? input = null)
    {
        string host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        ProcessStartInfo start = new(host, [Path.Combine(AppContext.BaseDirectory, "LatentDiffusion.Cli.dll"), .. args])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = input is not null,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        CliProcess started = new(Process.Start(start)!);
        if (input is not null) started.Write(input);
        return started;
    }

    /// <summary>Skips the test where programs ignore SIGINT, number 2, from their beginning, as in background jobs of a shell.</summary>
    public static void RequireInterrupts()
    {
        const string Status = "/proc/self/status", Field = "SigIgn:";
        string? ignored = File.Exists(Status)
            ? File.ReadLines(Status).FirstOrDefault(line => line.StartsWith(Field, StringComparison.Ordinal)) : null;
        Assert.SkipWhen(
            ignored is not null && (Convert.ToUInt64(ignored[Field.Length..].Trim(), 16) & 0b10) != 0,
            "Ctrl+C is ignored by what is started here.");
    }

    /// <summary>What Ctrl+C in a terminal sends.</summary>
    public void Interrupt() => Signal("INT");

    /// <summary>Sends a signal of Unix.</summary>
    public void Signal(string name) => Process.Start("kill", [$"-{name}", $"{_process.Id}"]).WaitForExit();

    /// <summary>Waits until something holds, which the running command brings about.</summary>
    public void WaitUntil(Func<bool> condition)
    {
        long began = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.False(_process.HasExited, "The command ended early.");
            Assert.True(Stopwatch.GetElapsedTime(began) < Patience, "The command takes too long.");
            Thread.Sleep(20);
        }
    }

    private void Write(string input)
    {
        _process.StandardInput.Write(input);
        _process.StandardInput.Close();
    }

    public CliResult WaitForResult()
    {
        using Process process = _process;
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail("The command takes too long.");
        }

        string output = _output.GetAwaiter().GetResult().ReplaceLineEndings("\n");
        string error = _error.GetAwaiter().GetResult().ReplaceLineEndings("\n");
        return new CliResult(process.ExitCode, output, error);
    }
}
