using System.CommandLine;

namespace LatentDiffusion.Cli;

/// <summary>What a model that is weights rather than graphs is completed with.</summary>
internal sealed class CheckpointOptions
{
    private readonly Option<KeyValuePair<string, string>[]> _components = NamedOption.Several(
        "--component",
        Component,
        "A part from elsewhere, as vae=PATH: its folder, a model's folder, or a .safetensors file; once for each.");

    private readonly Option<string[]> _embeddings = NamedOption.Several(
        "--embedding", text => text, "Learned words (textual inversion): a .safetensors file, or word=FILE; once for each.");

    private readonly Option<string?> _variant = new("--variant")
    {
        Description = "Which of several weights, as in model.fp16.safetensors. [default: the plain ones, else fp16]", HelpName = "name",
    };

    private readonly Option<string?> _config = new("--config")
    {
        Description = "Folder with the configurations and tokenizers for a single-file checkpoint. "
            + "[default: of the model it is found to be]",
        HelpName = "dir",
    };

    private readonly Option<string?> _templates = new("--templates")
    {
        Description = "Folder of graph templates for architectures that are not known.", HelpName = "dir",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(ModelOptions.Group, _components, _embeddings, _variant, _config, _templates);
    }

    /// <summary>Puts them into the options of a pipeline.</summary>
    public PipelineOptions Read(ParseResult parsed, PipelineOptions options) => options with
    {
        Components = new Dictionary<string, string>(parsed.GetValue(_components)!),
        Embeddings = [.. parsed.GetValue(_embeddings)!.Select(Embedding)],
        Variant = parsed.GetValue(_variant),
        Config = parsed.GetValue(_config),
    };

    /// <summary>Folder of graph templates, or null.</summary>
    public string? Templates(ParseResult parsed) => parsed.GetValue(_templates);

    private static KeyValuePair<string, string> Component(string text) =>
        text.Split('=', 2) is [{ Length: > 0 } name, { Length: > 0 } path]
            ? new(name, path)
            : throw new ArgumentException($"'{text}' is not of the form name=PATH.");

    private static TextualInversion Embedding(string text) =>
        !File.Exists(text) && text.Split('=', 2) is [{ Length: > 0 } word, { Length: > 0 } path] ? new(path) { Token = word } : new(text);
}
