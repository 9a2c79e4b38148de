namespace LatentDiffusion.Tests;

/// <summary>An empty folder that is deleted after use.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    /// <summary>Full path of the folder.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("latentdiffusion-").FullName;

    /// <summary>Names of the files in the folder, sorted.</summary>
    public IEnumerable<string?> Names => Directory.GetFileSystemEntries(Path).Select(System.IO.Path.GetFileName).Order();

    /// <summary>Full path of a file in the folder.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
