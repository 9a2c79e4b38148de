using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using LatentDiffusion.Errors;
using LatentDiffusion.Onnx;
using LatentDiffusion.Storage;

namespace LatentDiffusion.Checkpoints;

/// <summary>
/// The graph of a component without its weights, which depends on nothing but the architecture: a zip of <c>model.onnx</c> and
/// <c>template.json</c>, as <c>latent-diffusion-export templates</c> writes it.
/// </summary>
internal sealed class GraphTemplate
{
    private const int Format = 1;
    private const long MaxBytes = 256 << 20; // real ones have a few megabytes

    private readonly Func<Stream> _open;
    private readonly JsonObject _content;

    private GraphTemplate(string path, Func<Stream> open, JsonObject content)
    {
        (Path, _open, _content) = (path, open, content);
        if (Text("format") != $"{Format}")
            throw new ModelFormatException($"{path}: the template is of format {Shown.Of(Text("format"))}; this version reads {Format}.");
        (Component, ClassName) = (Text("component"), Text("class"));
        Config = new ArchitectureConfig(content["config"] as JsonObject ?? [], content["defaults"] as JsonObject ?? []);
        (Pipelines, OriginalPrefixes) = (Texts("pipelines"), Texts("original_prefixes"));
        TakesResiduals = content["residuals"]?.GetValue<bool>() ?? false;
    }

    /// <summary>Path of the zip, or the name of the resource.</summary>
    public string Path { get; }

    /// <summary>The component that it is a graph of, for example <c>vae_decoder</c>.</summary>
    public string Component { get; }

    /// <summary>Its class in diffusers or transformers.</summary>
    public string ClassName { get; }

    /// <summary>Classes of the pipelines whose graphs have its inputs and outputs.</summary>
    public IReadOnlyList<string> Pipelines { get; }

    /// <summary>What stands before its original names in files of whole models; empty where nobody knows.</summary>
    public IReadOnlyList<string> OriginalPrefixes { get; }

    /// <summary>Whether a U-Net also takes what a ControlNet gives.</summary>
    public bool TakesResiduals { get; }

    /// <summary>The values of a configuration that the graph was made for.</summary>
    public ArchitectureConfig Config { get; }

    /// <summary>The same as the text of a <c>config.json</c>.</summary>
    public string ConfigText
    {
        get
        {
            JsonObject config = _content["config"]?.DeepClone() as JsonObject ?? [];
            config["_class_name"] = ClassName;
            return config.ToJsonString();
        }
    }

    /// <summary>
    /// Whether a parameter has a row for each token, of which a model may have more or fewer than the graph was made for.
    /// </summary>
    public bool IsVocabulary(TemplateParameter parameter) =>
        parameter.Shape is [var rows, _] && Config.Number(ArchitectureConfig.Vocabulary) == rows;

    /// <summary>The parameters that it leaves open.</summary>
    public IReadOnlyList<TemplateParameter> Parameters =>
        field ??= Guard<TemplateParameter[]>(
            () => [.. (_content["parameters"] as JsonArray ?? []).Select(p => TemplateParameter.From(p!.AsObject(), OriginalPrefixes))]);

    /// <summary>Reads what a template says of itself; its graph is read when it is asked for.</summary>
    /// <exception cref="ModelFormatException">It is not a template.</exception>
    public static GraphTemplate Read(string path, Func<Stream> open)
    {
        try
        {
            return new GraphTemplate(path, open, StrictJson.Object(path, Encoding.UTF8.GetString(Entry(open, "template.json"))));
        }
        catch (Exception e) when (ForeignFault.Is(e))
        {
            throw new ModelFormatException($"{path}: this is not a template of a graph: {Shown.Cause(e)}.", e);
        }
    }

    /// <summary>The graph.</summary>
    /// <exception cref="ModelFormatException">It cannot be read.</exception>
    public ModelProto Model() => Guard(() => ModelProto.Parse(Entry(_open, "model.onnx")));

    private static byte[] Entry(Func<Stream> open, string name)
    {
        using ZipArchive zip = new(open(), ZipArchiveMode.Read);
        ZipArchiveEntry entry = zip.GetEntry(name) ?? throw new InvalidDataException($"it holds no {name}");
        if (entry.Length > MaxBytes)
            throw new InvalidDataException($"its {name} has {entry.Length} bytes, which is not plausible for a graph without weights");
        // What is declared is believed, and allocated, only as far as it comes.
        byte[] part = new byte[1 << 16];
        using MemoryStream bytes = new((int)Math.Min(entry.Length, 1 << 20));
        using Stream stream = entry.Open();
        for (int count; (count = stream.Read(part)) > 0; bytes.Write(part, 0, count))
            if (bytes.Length + count > entry.Length) throw new InvalidDataException($"its {name} is longer than it says");
        return bytes.Length == entry.Length ? bytes.ToArray() : throw new InvalidDataException($"its {name} is cut off");
    }

    private string[] Texts(string name) => [.. (_content[name] as JsonArray ?? []).Select(p => p!.GetValue<string>())];

    private string Text(string name) => _content[name]?.ToString() ?? throw new InvalidDataException($"template.json lacks '{name}'");

    private T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (ForeignFault.Is(e))
        {
            throw new ModelFormatException($"{Path}: this is not a template of a graph: {Shown.Cause(e)}.", e);
        }
    }
}
