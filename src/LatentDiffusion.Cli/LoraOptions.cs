using System.CommandLine;
using System.Globalization;

namespace LatentDiffusion.Cli;

/// <summary>The adapters that a model is loaded with.</summary>
internal sealed class LoraOptions
{
    private readonly Option<LoraFile[]> _loras = NamedOption.Several(
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

    /// <summary>Puts them into the options of a pipeline; names are not fetched.</summary>
    public PipelineOptions Read(ParseResult parsed, PipelineOptions options) => options with
    {
        Loras = parsed.GetValue(_loras)!,
        LoraFolder = parsed.GetValue(_folder),
    };

    /// <summary>The same with a number behind names that several have: here nothing is done by an adapter's name.</summary>
    public static PipelineOptions Numbered(PipelineOptions options)
    {
        string[] names = [.. options.Loras.Select(l => Path.GetFileNameWithoutExtension(l.Path))];
        return options with
        {
            Loras = [.. options.Loras.Select((lora, i) => names.AsSpan(0, i).Count(names[i]) is > 0 and int before
                ? lora with { Name = FormattableString.Invariant($"{names[i]}-{before + 1}") } : lora)],
        };
    }

    /// <summary>Whether prompts name adapters.</summary>
    public bool AreNamed(ParseResult parsed) => parsed.GetValue(_folder) is not null;

    /// <summary>Whether adapters are given, or a folder of them.</summary>
    public bool AreGiven(ParseResult parsed) => parsed.GetValue(_loras)!.Length > 0 || AreNamed(parsed);

    /// <summary>What follows the last colon is a scale where it is a number; paths may hold colons of their own.</summary>
    private static LoraFile Lora(string text)
    {
        int colon = text.LastIndexOf(':');
        return !HubModels.IsExplicit(text) && colon > 0
            && double.TryParse(text.AsSpan(colon + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out double scale)
            ? new(text[..colon]) { Scale = scale }
            : new(text);
    }
}
