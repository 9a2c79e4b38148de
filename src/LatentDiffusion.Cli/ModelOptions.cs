using System.CommandLine;
using LatentDiffusion.Models.Emoji;

namespace LatentDiffusion.Cli;

/// <summary>Which model, on which hardware.</summary>
internal sealed class ModelOptions
{
    private readonly Option<string?> _model = new("--model", "-m")
    {
        Description = "Model folder in the ONNX layout of diffusers and optimum. [default: a small model of emoji]",
        HelpName = "dir",
    };

    private readonly Option<ExecutionProvider?> _provider = NamedOption.Of<ExecutionProvider?>(
        "--provider", ExecutionProviders.FromName, $"Hardware: {string.Join(", ", ExecutionProviders.All.Select(p => p.Name))}. [default: cpu]");

    private readonly Option<int?> _threads = NamedOption.Of(
        "--threads", NamedOption.Whole, "Threads that compute on the CPU. [default: one for each physical core]");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_model, _provider, _threads]) command.Add(option);
    }

    /// <summary>Loads the model.</summary>
    public LatentDiffusionPipeline Load(ParseResult parsed)
    {
        PipelineOptions options = new() { Threads = parsed.GetValue(_threads) };
        if (parsed.GetValue(_provider) is { } provider) options = options with { Provider = provider };
        return parsed.GetValue(_model) is { } folder ? LatentDiffusionPipeline.Load(folder, options) : EmojiModel.CreatePipeline(options);
    }
}
