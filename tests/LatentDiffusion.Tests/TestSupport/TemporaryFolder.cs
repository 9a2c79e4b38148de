namespace LatentDiffusion.Tests;

/// <summary>A folder that is deleted when the test is over.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder(params ReadOnlySpan<(string Name, string Content)> files)
    {
        foreach (var (name, content) in files) Write(name, content);
    }

    /// <summary>Full path of the folder.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("latentdiffusion-test-").FullName;

    /// <summary>Names of what is in the folder, sorted.</summary>
    public IEnumerable<string?> Names => Directory.GetFileSystemEntries(Path).Select(System.IO.Path.GetFileName).Order();

    /// <summary>Full path of a file in the folder.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    public void Write(string name, string content) => File.WriteAllText(this[name], content);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
