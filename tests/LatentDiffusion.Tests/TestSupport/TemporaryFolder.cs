namespace LatentDiffusion.Tests;

/// <summary>A folder that is deleted when the test is over.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder(params ReadOnlySpan<(string Name, string Content)> files)
    {
        foreach (var (name, content) in files) Write(name, content);
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("latentdiffusion-test-").FullName;

    public void Write(string name, string content) => File.WriteAllText(System.IO.Path.Combine(Path, name), content);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
