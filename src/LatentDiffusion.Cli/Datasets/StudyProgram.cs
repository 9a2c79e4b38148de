using System.ComponentModel;
using System.Diagnostics;

namespace LatentDiffusion.Cli;

/// <summary>The part of the Python package latent-diffusion-export that trains classifiers.</summary>
internal sealed class StudyProgram
{
    private const string Module = "latent_diffusion_export";

    private readonly string _python;

    private StudyProgram(string python) => _python = python;

    /// <summary>Finds it, before anything long is begun.</summary>
    /// <param name="python">The interpreter.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="IOException">There is no such interpreter, or the package or one that it needs is not installed there.</exception>
    public static StudyProgram Find(string python, CancellationToken cancellationToken)
    {
        ProcessStartInfo start = new(python, ["-c", $"import {Module}.training.study.study"])
        {
            RedirectStandardError = true, RedirectStandardOutput = true,
        };
        using Process process = Started(start);
        using CancellationTokenRegistration stop = cancellationToken.Register(() => Kill(process));
        process.OutputDataReceived += (_, _) => { }; // so that it never waits for a reader
        process.BeginOutputReadLine();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        cancellationToken.ThrowIfCancellationRequested();
        if (process.ExitCode != 0)
        {
            string last = error.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? "";
            throw new IOException(
                $"'{python}' cannot train classifiers: {last.TrimEnd('.')}. Install the repository's onnx-export there, or name another "
                + "Python by --python.");
        }

        return new StudyProgram(python);
    }

    /// <summary>Runs it, with this process's output as its own.</summary>
    /// <returns>Its exit code.</returns>
    public int Run(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        using Process process = Started(new ProcessStartInfo(_python, ["-m", Module, "train", "study", .. arguments]));
        using CancellationTokenRegistration stop = cancellationToken.Register(() => Kill(process));
        process.WaitForExit();
        cancellationToken.ThrowIfCancellationRequested();
        return process.ExitCode;
    }

    private static Process Started(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new IOException($"'{start.FileName}' cannot be started: {e.Message}. Name a Python by --python.", e);
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }
}
