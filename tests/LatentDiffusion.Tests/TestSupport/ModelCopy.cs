using LatentDiffusion.Models.Emoji;

namespace LatentDiffusion.Tests;

/// <summary>A copy of the default model, or of a tiny one, that a test may damage.</summary>
internal sealed class ModelCopy : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ModelCopy()
        : this(EmojiModel.Directory)
    {
    }

    private ModelCopy(string source)
    {
        foreach (string file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            string target = this[System.IO.Path.GetRelativePath(source, file)];
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    public string Path => _folder.Path;

    public string this[string file] => _folder[file];

    public static ModelCopy OfTiny(string family) => new(ReferenceFiles.Path("tiny", family));

    public ModelFormatException LoadFails() => Assert.Throws<ModelFormatException>(() => LatentDiffusionPipeline.Load(Path).Dispose());

    public void Dispose() => _folder.Dispose();
}
