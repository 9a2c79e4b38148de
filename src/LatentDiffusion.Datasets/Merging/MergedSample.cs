using System.Text.Json;

namespace LatentDiffusion.Datasets;

/// <summary>A sample that is in the data set in the end.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Index">Its number.</param>
/// <param name="Split">Its split.</param>
/// <param name="Class">Its class.</param>
/// <param name="Label">The number of its class.</param>
/// <param name="Files">Its files by their endings.</param>
/// <param name="Record">Its record.</param>
internal sealed record MergedSample(
    string Key, long Index, string Split, string Class, int Label, IReadOnlyDictionary<string, byte[]> Files, JsonElement Record)
{
    /// <summary>The mask of its object, or null.</summary>
    public byte[]? Mask => Files.GetValueOrDefault("mask.png");

    /// <summary>A text of the record, or null.</summary>
    public string? Text(string name) => Record.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    /// <summary>A number of the record, or null.</summary>
    public double? Number(string name) => Record.TryGetProperty(name, out JsonElement value) ? value.GetDouble() : null;
}
