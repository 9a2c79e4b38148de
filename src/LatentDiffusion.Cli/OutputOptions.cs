using System.CommandLine;

namespace LatentDiffusion.Cli;

/// <summary>Where pictures go.</summary>
internal sealed class OutputOptions
{
    /// <summary>Their heading in the help.</summary>
    public const string Group = "Output";

    private static readonly string[] Extensions = [".png", ".jpg", ".jpeg", ".webp"];

    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "File to write (.png, .jpg or .webp, replaced if there), or a folder. "
            + "[default: a new file named after prompt and seed]",
        HelpName = "path",
    };

    private readonly Option<string?> _preview = new("--preview")
    {
        Description = "Folder for a picture of the estimate after each step.",
        HelpName = "dir",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        _output.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } path
                && !IsFolder(path)
                && !Extensions.Contains(Path.GetExtension(path).ToLowerInvariant()))
            {
                result.AddError(
                    $"--output: '{path}' is neither a folder that exists nor a file that ends in {string.Join(", ", Extensions)}.");
            }
        });
        command.Add(Group, _output, _preview);
    }

    /// <summary>Refuses the name of one file for several pictures.</summary>
    /// <exception cref="ArgumentException">It is one.</exception>
    public void RequireFolder(ParseResult parsed)
    {
        if (parsed.GetValue(_output) is { } path && !IsFolder(path))
            throw new ArgumentException($"--output: '{path}' is one file; for several pictures it must be a folder.");
    }

    /// <summary>Whether previews are saved.</summary>
    public bool ShowsPreviews(ParseResult parsed) => parsed.GetValue(_preview) is not null;

    /// <summary>Makes the folders that are needed, before any time is spent on pictures.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="request">The request, with its seed.</param>
    /// <param name="number">Number of the request among several that go to one file name; null for the only one.</param>
    /// <param name="job">Number of the request among several whose previews go to one folder; null for the only one.</param>
    public OutputFiles Read(ParseResult parsed, GenerationRequest request, int? number = null, int? job = null)
    {
        string? output = parsed.GetValue(_output), preview = parsed.GetValue(_preview);
        bool isFolder = output is null || IsFolder(output);
        string folder = Path.GetFullPath(isFolder ? output ?? "." : Path.GetDirectoryName(Path.GetFullPath(output!))!);
        Make("--output", folder);
        if (preview is not null) Make("--preview", Path.GetFullPath(preview));
        return new OutputFiles(request, folder, isFolder ? null : Path.GetFileName(output!), number, preview, job);
    }

    private static void Make(string option, string folder)
    {
        for (string? path = folder; path is not null; path = Path.GetDirectoryName(path))
            if (File.Exists(path)) throw new IOException($"{option}: '{path}' is a file, not a folder.");
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{option}: the folder '{folder}' cannot be made: {e.Message}", e);
        }
    }

    private static bool IsFolder(string path) => Path.EndsInDirectorySeparator(path) || Directory.Exists(path);
}
