using LatentDiffusion.Storage;
using LatentDiffusion.Tokenizers;

namespace LatentDiffusion.ModelFolders;

/// <summary>The tokenizers of a model, which are read while its graphs are loaded: a large vocabulary takes a second.</summary>
/// <param name="files">Finds the files of one.</param>
internal sealed class TokenizerSet(Func<string, ModelFiles> files)
{
    private readonly Dictionary<string, Task<PromptTokenizer?>> _begun = new(StringComparer.Ordinal);

    /// <summary>Begins to read some.</summary>
    /// <param name="tokenizers">Names of their folders, and their classes.</param>
    public void Begin(IEnumerable<(string Name, string ClassName)> tokenizers)
    {
        foreach (var (name, className) in tokenizers) _begun[name] = Task.Run(() => Try(name, className));
    }

    /// <summary>One of them.</summary>
    /// <param name="name">Name of its folder.</param>
    /// <param name="load">Reads it, where it was not begun.</param>
    /// <exception cref="ModelFormatException">A file of it is missing or not what it should be.</exception>
    public T Get<T>(string name, Func<ModelFiles, T> load)
        where T : PromptTokenizer =>
        _begun.TryGetValue(name, out Task<PromptTokenizer?>? begun) && begun.GetAwaiter().GetResult() is T tokenizer
            ? tokenizer : load(files(name));

    /// <summary>What is wrong with one is said when it is asked for.</summary>
    private PromptTokenizer? Try(string name, string className)
    {
        try
        {
            return PromptTokenizer.Load(files(name), className);
        }
        catch (ModelFormatException)
        {
            return null;
        }
    }
}
