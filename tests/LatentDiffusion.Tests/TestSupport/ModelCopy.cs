using LatentDiffusion.Models.Emoji;

namespace LatentDiffusion.Tests;

/// <summary>A copy of the default model that a test may damage. Large graphs are links until they are replaced.</summary>
internal sealed class ModelCopy : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ModelCopy()
    {
        foreach (string file in Directory.EnumerateFiles(EmojiModel.Directory, "*", SearchOption.AllDirectories))
        {
            string target = this[System.IO.Path.GetRelativePath(EmojiModel.Directory, file)];
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    public string Path => _folder.Path;

    public string this[string file] => _folder[file];

    public ModelFormatException LoadFails() => Assert.Throws<ModelFormatException>(() => LatentDiffusionPipeline.Load(Path).Dispose());

    public void Dispose() => _folder.Dispose();
}
