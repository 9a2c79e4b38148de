using System.Diagnostics;
using System.Reflection;

namespace LatentDiffusion.Hub.Tests;

/// <summary>The command line, or a program beside it, in a process of its own with the cache of a bench.</summary>
internal sealed class HubProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static readonly string CliPath = typeof(HubProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(a => a.Key == "Cli").Value!;

    private readonly Process _process;
    private readonly Task<string> _output, _error;

    private HubProcess(Bench bench, string program, string[] args, params (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = new(program, args)
        {
            WorkingDirectory = bench.Root, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (string name in start.Environment.Keys.Where(n => n.StartsWith("HF_", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(name);
        foreach (var (name, value) in ((string, string)[])[
            ("HF_ENDPOINT", bench.Server.Address.ToString()), ("HF_HUB_CACHE", bench.Cache), ("HF_HOME", bench.Root),
            ("CIVITAI_ENDPOINT", bench.Server.Address.ToString()), ("CIVITAI_CACHE", bench.Civitai), ("HF_HUB_DISABLE_XET", "1"),
            ("HF_HUB_DISABLE_TELEMETRY", "1"), .. environment])
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        _output = _process.StandardOutput.ReadToEndAsync();
        _error = _process.StandardError.ReadToEndAsync();
    }

    public int Id => _process.Id;

    public static HubProcess Cli(Bench bench, params string[] args) => new(
        bench, Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
        [CliPath, .. args]);

    public static HubProcess Python(Bench bench, string python, string code, params (string Name, string Value)[] environment) =>
        new(bench, python, ["-c", code], environment);

    /// <summary>Ends it at once, without a chance to tidy up: SIGKILL.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public async Task<(int ExitCode, string Output, string Error)> EndAsync()
    {
        using CancellationTokenSource patience = new(Patience);
        await _process.WaitForExitAsync(patience.Token);
        return (_process.ExitCode, (await _output).ReplaceLineEndings("\n"), (await _error).ReplaceLineEndings("\n"));
    }

    /// <summary>Its output, where it succeeded.</summary>
    public async Task<string> DoneAsync()
    {
        var (code, output, error) = await EndAsync();
        Assert.True(code == 0, $"{code}: {output}\n{error}");
        return output;
    }

    public void Dispose()
    {
        if (!_process.HasExited) Kill();
        _process.Dispose();
    }
}
