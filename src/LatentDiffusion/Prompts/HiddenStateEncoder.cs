using System.Globalization;
using LatentDiffusion.ModelFolders;
using LatentDiffusion.Runtime;

namespace LatentDiffusion.Prompts;

/// <summary>A CLIP text encoder of which a layer below the last is used, without the final layer norm (SDXL, SD3).</summary>
/// <param name="encoder">The encoder.</param>
/// <param name="layers">Number of its layers.</param>
/// <param name="pooled">Output of the pooled state that is used, or null.</param>
internal sealed class HiddenStateEncoder(TextEncoder encoder, int layers, string? pooled)
{
    private const string StatesOfLayer = "hidden_states.";
    private const int MaxLayers = 1000;

    /// <summary>Wires up a component.</summary>
    /// <exception cref="ModelFormatException">The graph lacks an output, or the tokenizer is not right.</exception>
    public static HiddenStateEncoder From(ModelFolder folder, GraphSet graphs, string component, string tokenizer, string? pooled)
    {
        TextEncoder encoder = new(graphs[component], folder.ClipTokenizer(component, tokenizer));
        int layers = folder.Config(component).Whole("num_hidden_layers", 1, MaxLayers) ?? LayersOf(graphs[component]);
        encoder.Require($"hidden_states.{layers - 1}");
        if (pooled is not null) encoder.Require(pooled);
        return new HiddenStateEncoder(encoder, layers, pooled);
    }

    /// <summary>The last of the states that a graph gives is that after all layers.</summary>
    private static int LayersOf(OnnxGraph graph)
    {
        int last = graph.OutputNames.Where(name => name.StartsWith(StatesOfLayer, StringComparison.Ordinal))
            .Select(name => int.TryParse(name.AsSpan(StatesOfLayer.Length), CultureInfo.InvariantCulture, out int layer) ? layer : 0)
            .DefaultIfEmpty().Max();
        return last is > 0 and <= MaxLayers ? last : throw new ModelFormatException(
            $"{graph.Path}: neither a config.json says how many layers the text encoder has, nor an output '{StatesOfLayer}N'.");
    }

    /// <summary>How many chunks a weighted prompt takes.</summary>
    /// <exception cref="PromptFormatException">A weight cannot be read.</exception>
    public int CountChunks(string prompt) => encoder.CountChunks(prompt);

    /// <summary>Tokens of a prompt, and how many are taken at once.</summary>
    /// <exception cref="PromptFormatException">A weight cannot be read.</exception>
    public (int Count, int Room) CountTokens(string prompt, PromptSyntax syntax) => encoder.CountTokens(prompt, syntax);

    /// <summary>Encodes a prompt: the states of the last layer but one, or of as many below as the request skips.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="chunks">The number of chunks of a weighted prompt, or null for a plain one.</param>
    /// <param name="skip">How many layers to skip.</param>
    /// <param name="cancellationToken">Stops between two kernels.</param>
    /// <exception cref="ArgumentException">More layers are skipped than there are.</exception>
    public TextEncoding Encode(string prompt, int? chunks, int skip, CancellationToken cancellationToken)
    {
        int layer = layers - 1 - skip;
        return layer >= 0 && encoder.Has($"hidden_states.{layer}")
            ? encoder.Encode(prompt, chunks, $"hidden_states.{layer}", pooled, cancellationToken)
            : throw new ArgumentException(
                $"Options.ClipSkip is {skip}, but the text encoder ({encoder.Path}) has no such layer among its outputs.", "request");
    }
}
