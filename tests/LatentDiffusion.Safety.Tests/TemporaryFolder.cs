namespace LatentDiffusion.Safety.Tests;

/// <summary>A copy of the references' checker, to be changed; deleted when the test is over.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder(string source)
    {
        foreach (string file in Directory.EnumerateFiles(System.IO.Path.Combine(Checker.Folder, source)))
            File.Copy(file, this[System.IO.Path.GetFileName(file)]);
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("latentdiffusion-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
