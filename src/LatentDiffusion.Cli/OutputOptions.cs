using System.CommandLine;

namespace LatentDiffusion.Cli;

/// <summary>Where pictures go.</summary>
internal sealed class OutputOptions
{
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
        command.Add(_output);
        command.Add(_preview);
    }

    /// <summary>Makes the folders that are needed, before any time is spent on pictures.</summary>
    public OutputFiles Read(ParseResult parsed, GenerationRequest request)
    {
        string? output = parsed.GetValue(_output), preview = parsed.GetValue(_preview);
        bool isFolder = output is null || IsFolder(output);
        string folder = Path.GetFullPath(isFolder ? output ?? "." : Path.GetDirectoryName(Path.GetFullPath(output!))!);
        Directory.CreateDirectory(folder);
        if (preview is not null) Directory.CreateDirectory(preview);
        return new OutputFiles(request, folder, isFolder ? null : Path.GetFileName(output), preview);
    }

    private static bool IsFolder(string path) => Path.EndsInDirectorySeparator(path) || Directory.Exists(path);
}
