using System.Text.Json.Nodes;
using LatentDiffusion.Storage;

namespace LatentDiffusion.Checkpoints;

/// <summary>A parameter that a template leaves open.</summary>
/// <param name="Name">Its name in PyTorch and in the graph.</param>
/// <param name="Shape">Its dimensions.</param>
/// <param name="LibraryKeys">
/// Where checkpoints of diffusers and transformers may have it, the likeliest first, without what stands before the component's keys.
/// </param>
/// <param name="OriginalKeys">The same of single-file checkpoints of the model's authors.</param>
internal sealed record TemplateParameter(
    string Name, long[] Shape, IReadOnlyList<StoredLayout> LibraryKeys, IReadOnlyList<StoredLayout> OriginalKeys)
{
    private const string TextModel = "text_model.", Weight = ".weight";

    /// <summary>Number of its elements.</summary>
    public long Count => Shape.Aggregate(1L, (count, size) => count * size);

    /// <summary>Reads the description of a parameter.</summary>
    /// <param name="json">An element of <c>parameters</c> in <c>template.json</c>.</param>
    /// <param name="prefixes">Its <c>original_prefixes</c>.</param>
    public static TemplateParameter From(JsonObject json, IReadOnlyList<string> prefixes)
    {
        string name = json["name"]!.GetValue<string>();
        IEnumerable<string> aliases = (json["aliases"] as JsonArray ?? []).Select(a => a!.GetValue<string>());
        return new TemplateParameter(
            name, [.. json["shape"]!.AsArray().Select(s => s!.GetValue<long>())],
            [.. aliases.Prepend(name).Append(Other(name)).Select(key => new StoredLayout(key))],
            json["original"] is JsonObject original ? [.. Original(original, prefixes).SelectMany(WithoutTextModel)] : []);
    }

    /// <summary>The same with as many rows as a tensor has.</summary>
    public TemplateParameter OfRows(StoredTensor tensor) =>
        tensor.Shape is [> 0 and var rows, _] ? this with { Shape = [rows, Shape[1]] } : this;

    /// <summary>A weight of a graph that no template describes.</summary>
    public static TemplateParameter OfGraph(StoredTensor tensor) =>
        new(tensor.Key, tensor.Shape, [new StoredLayout(tensor.Key), new StoredLayout(Other(tensor.Key))], []);

    /// <summary>Versions of transformers differ in whether the text model is a part of itself.</summary>
    private static string Other(string name) =>
        name.StartsWith(TextModel, StringComparison.Ordinal) ? name[TextModel.Length..] : TextModel + name;

    private static IReadOnlyList<StoredLayout> Original(JsonObject json, IReadOnlyList<string> prefixes)
    {
        string key = json["key"]!.GetValue<string>();
        if (prefixes is [var first, ..] && key.StartsWith(first, StringComparison.Ordinal)) key = key[first.Length..];
        StoredLayout layout = new(key, Rows(json["rows"] as JsonArray), Flag(json, "transpose"), Flag(json, "swap_halves"));

        // A matrix that is multiplied from the other side became a layer of that name in other tools (OpenCLIP's text_projection).
        return layout.Transposed ? [layout, layout with { Key = key + Weight, Transposed = false }] : [layout];
    }

    /// <summary>Checkpoints of the first days have the text model's keys without its name.</summary>
    private static IEnumerable<StoredLayout> WithoutTextModel(StoredLayout layout) =>
        layout.Key.Contains(TextModel, StringComparison.Ordinal)
            ? [layout, layout with { Key = layout.Key.Replace(TextModel, "", StringComparison.Ordinal) }] : [layout];

    private static (long First, long Count)? Rows(JsonArray? rows) =>
        rows is null ? null : (rows[0]!.GetValue<long>(), rows[1]!.GetValue<long>());

    private static bool Flag(JsonObject json, string name) => json[name]?.GetValue<bool>() ?? false;
}
