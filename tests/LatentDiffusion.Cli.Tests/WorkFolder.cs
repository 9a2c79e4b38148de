namespace LatentDiffusion.Cli.Tests;

/// <summary>An empty folder to run the command in, deleted when the test is over.</summary>
internal sealed class WorkFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("latentdiffusion-").FullName;

    /// <summary>Paths of all files, relative and sorted.</summary>
    public string[] Files =>
        [
            .. Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories)
                .Select(f => System.IO.Path.GetRelativePath(Path, f).Replace('\\', '/'))
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>Full path of a file in the folder.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Runs the command here to its end.</summary>
    public CliResult Run(params string[] args) => Start(args).WaitForResult();

    /// <summary>The same with a standard input.</summary>
    public CliResult RunWithInput(string input, params string[] args) => CliProcess.Start(Path, args, input).WaitForResult();

    /// <summary>Starts the command here.</summary>
    public CliProcess Start(params string[] args) => CliProcess.Start(Path, args);

    /// <summary>Copies the default model here, to be damaged.</summary>
    public string CopyModel()
    {
        string target = this["model"];
        foreach (string file in Directory.EnumerateFiles(Models.Emoji.EmojiModel.Directory, "*", SearchOption.AllDirectories))
        {
            string copy = System.IO.Path.Combine(target, System.IO.Path.GetRelativePath(Models.Emoji.EmojiModel.Directory, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return target;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
