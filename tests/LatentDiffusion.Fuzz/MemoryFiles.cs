namespace LatentDiffusion.Fuzz;

/// <summary>The small files of a model in memory, one of which an input takes the place of.</summary>
/// <param name="files">The files by their paths.</param>
/// <param name="path">The folder.</param>
internal sealed class MemoryFiles(IReadOnlyDictionary<string, byte[]> files, string path = "model") : ModelFiles
{
    public override string Path => path;

    public override bool Exists => files.Keys.Any(name => name.StartsWith(path + "/", StringComparison.Ordinal));

    public override bool Has(string name) => files.ContainsKey(PathOf(name));

    public override Stream Open(string name) => new MemoryStream(files[PathOf(name)]);

    protected override ModelFiles Within(string name) => new MemoryFiles(files, PathOf(name));
}
