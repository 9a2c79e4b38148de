using System.Text.Json.Nodes;
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

    private ModelCopy(string source) => Folders.Copy(source, Path);

    public string Path => _folder.Path;

    public string this[string file] => _folder[file];

    public static ModelCopy OfTiny(string family) => new(ReferenceFiles.Path("tiny", family));

    public static ModelCopy OfCheckpoint(string name) => new(ReferenceFiles.Path("checkpoints", name));

    /// <summary>Leaves components out, as diffusers writes a pipeline that has none such.</summary>
    public ModelCopy Without(params IEnumerable<string> components)
    {
        JsonNode index = JsonNode.Parse(File.ReadAllText(this["model_index.json"]))!;
        foreach (string component in components)
        {
            Directory.Delete(this[component], recursive: true);
            index[component] = new JsonArray(null, null);
        }

        File.WriteAllText(this["model_index.json"], index.ToJsonString());
        return this;
    }

    public ModelFormatException LoadFails(PipelineOptions? options = null) =>
        Assert.Throws<ModelFormatException>(() => LatentDiffusionPipeline.Load(Path, options).Dispose());

    public void Dispose() => _folder.Dispose();
}
