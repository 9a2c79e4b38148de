using System.Globalization;
using System.Text.Json;

namespace LatentDiffusion.Hub;

/// <summary>A file of a version of a model on Civitai (https://developer.civitai.com/docs/api/public-rest).</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What it is: <c>Model</c>, <c>Pruned Model</c>, <c>VAE</c>, <c>Config</c>, ...</param>
/// <param name="Hashes">Its hashes by their names, in upper case.</param>
internal sealed record CivitaiFile(string Name, string Type, IReadOnlyDictionary<string, string> Hashes)
{
    private const string Sha256Name = "SHA256";

    /// <summary>The hashes that Civitai gives.</summary>
    private static readonly string[] Kinds = [Sha256Name, "AutoV1", "AutoV2", "AutoV3", "CRC32", "BLAKE3"];

    /// <summary>Path and query of its address.</summary>
    public string? Download { get; init; }

    /// <summary>About how many bytes it has, or null where that is not said.</summary>
    public long? Size { get; init; }

    /// <summary>Precision of the weights, as <c>fp16</c>, or empty.</summary>
    public string Precision { get; init; } = "";

    /// <summary>Whether it is the one that the page offers.</summary>
    public bool IsPrimary { get; init; }

    /// <summary>SHA-256 of the content in lower case, or null.</summary>
    public string? Sha256 => Hashes.GetValueOrDefault(Sha256Name)?.ToLowerInvariant() is { } hash && CommitId.IsSha256(hash) ? hash : null;

    /// <summary>Whether it can be read without running code.</summary>
    public bool IsSafe => Name.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it holds a model, not something about it.</summary>
    public bool IsModel => Type is "Model" or "Pruned Model" or "Full Model" or "";

    /// <summary>Reads an entry of <c>files</c>.</summary>
    public static CivitaiFile From(JsonElement entry)
    {
        Dictionary<string, string> hashes = new(StringComparer.OrdinalIgnoreCase);
        entry.TryGetProperty("hashes", out JsonElement list);
        foreach (string kind in Kinds)
            if (JsonText.Of(list, kind) is { } hash) hashes[kind] = hash.ToUpperInvariant();
        entry.TryGetProperty("metadata", out JsonElement metadata);
        return new CivitaiFile(JsonText.Of(entry, "name") ?? "", JsonText.Of(entry, "type") ?? "", hashes)
        {
            Download = Uri.TryCreate(JsonText.Of(entry, "downloadUrl"), UriKind.Absolute, out Uri? url)
                ? url.PathAndQuery.TrimStart('/') : null,
            Size = entry.TryGetProperty("sizeKB", out JsonElement size) && size.ValueKind == JsonValueKind.Number
                && size.TryGetDouble(out double kilobytes) && kilobytes is > 0 and < 1e12 ? (long)(kilobytes * 1024) : null,
            Precision = JsonText.Of(metadata, "fp") ?? "",
            IsPrimary = entry.TryGetProperty("primary", out JsonElement primary) && primary.ValueKind == JsonValueKind.True,
        };
    }

    /// <summary>Whether one of its hashes is this one.</summary>
    public bool Has(string hash) => Hashes.Values.Contains(hash, StringComparer.OrdinalIgnoreCase)
        || (hash.Length >= 10 && Sha256 is { } whole && whole.StartsWith(hash, true, CultureInfo.InvariantCulture));
}
