using System.CommandLine;
using System.Globalization;

namespace LatentDiffusion.Cli;

/// <summary>The adapters that a model is loaded with.</summary>
internal sealed class LoraOptions
{
    private readonly Option<KeyValuePair<string, double>[]> _loras = NamedOption.Several(
        "--lora", Lora, "An adapter (LoRA and its kin): a .safetensors file or name, or FILE:SCALE; once for each. [default scale: 1]");

    private readonly Option<string?> _folder = new("--lora-folder")
    {
        Description = "Folder of adapters that the prompt can name: <lora:style:0.8> is style.safetensors, 0.8 times.", HelpName = "dir",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(ModelOptions.Group, _loras, _folder);
    }

    /// <summary>Puts the folder into the options of a pipeline.</summary>
    public PipelineOptions Read(ParseResult parsed, PipelineOptions options) => options with { LoraFolder = parsed.GetValue(_folder) };

    /// <summary>Whether prompts name adapters.</summary>
    public bool AreNamed(ParseResult parsed) => parsed.GetValue(_folder) is not null;

    /// <summary>Whether adapters are given, or a folder of them.</summary>
    public bool AreGiven(ParseResult parsed) => parsed.GetValue(_loras)!.Length > 0 || AreNamed(parsed);

    /// <summary>The files of the adapters and their scales; those that are named are fetched.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Fetch(ParseResult parsed, CancellationToken cancellationToken) =>
        [.. parsed.GetValue(_loras)!.Select(l => KeyValuePair.Create(HubModels.ExplicitPathOf(l.Key, cancellationToken), l.Value))];

    /// <summary>Loads the adapters into a pipeline, which is disposed where one cannot be loaded.</summary>
    public static LatentDiffusionPipeline LoadInto(
        IReadOnlyList<KeyValuePair<string, double>> loras, LatentDiffusionPipeline pipeline)
    {
        try
        {
            foreach (var (path, scale) in loras) pipeline.LoadLora(path, scale);
            return pipeline;
        }
        catch
        {
            pipeline.Dispose();
            throw;
        }
    }

    /// <summary>What follows the last colon is a scale where it is a number; paths may hold colons of their own.</summary>
    private static KeyValuePair<string, double> Lora(string text)
    {
        int colon = text.LastIndexOf(':');
        return !HubModels.IsExplicit(text) && colon > 0
            && double.TryParse(text.AsSpan(colon + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out double scale)
            ? new(text[..colon], scale)
            : new(text, 1);
    }
}
