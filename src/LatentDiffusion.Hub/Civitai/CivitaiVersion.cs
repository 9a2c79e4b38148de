using System.Text.Json;

namespace LatentDiffusion.Hub;

/// <summary>A version of a model on Civitai.</summary>
/// <param name="Id">Its number.</param>
/// <param name="ModelId">Number of the model, or null.</param>
/// <param name="Files">Its files.</param>
internal sealed record CivitaiVersion(long Id, long? ModelId, IReadOnlyList<CivitaiFile> Files)
{
    /// <summary>What the model is called.</summary>
    public string Title { get; init; } = "";

    /// <summary>What it was made of, for example <c>SDXL 1.0</c>.</summary>
    public string BaseModel { get; init; } = "";

    /// <summary>Words that call for what an adapter learned.</summary>
    public IReadOnlyList<string> TrainedWords { get; init; } = [];

    /// <summary>Reads an answer; null where it is of something else.</summary>
    public static CivitaiVersion? From(JsonElement json)
    {
        if (JsonText.Number(json, "id") is not { } id || !json.TryGetProperty("files", out JsonElement files)
            || files.ValueKind != JsonValueKind.Array)
            return null;
        json.TryGetProperty("model", out JsonElement model);
        return new CivitaiVersion(
            id, JsonText.Number(json, "modelId"),
            [.. files.EnumerateArray().Where(f => f.ValueKind == JsonValueKind.Object).Select(CivitaiFile.From)])
        {
            Title = $"{JsonText.Of(model, "name")} {JsonText.Of(json, "name")}".Trim(), BaseModel = JsonText.Of(json, "baseModel") ?? "",
            TrainedWords = json.TryGetProperty("trainedWords", out JsonElement words) && words.ValueKind == JsonValueKind.Array
                ? [.. words.EnumerateArray().Select(JsonText.Of).OfType<string>()] : [],
        };
    }

    /// <summary>The file to fetch.</summary>
    /// <param name="name">Name of the model, which may be a hash.</param>
    /// <param name="variant">Precision that is preferred, or null.</param>
    /// <exception cref="HubException">There is none that can be read, or that could be checked.</exception>
    public CivitaiFile Choose(ModelName name, string? variant)
    {
        CivitaiFile[] asked = [.. Files.Where(f => name.Hash is null || f.Has(name.Hash))];
        if (asked.Length == 0)
            throw Fails(HubErrorKind.FileNotFound, $"version {Id} has no file{(name.Hash is null ? "" : " of this hash")}.");
        CivitaiFile[] safe = [.. asked.Where(f => f.IsSafe)];
        CivitaiFile? chosen = (safe.Any(f => f.IsModel) ? safe.Where(f => f.IsModel) : safe)
            .OrderByDescending(f => variant is not null && f.Precision.Equals(variant, StringComparison.OrdinalIgnoreCase))
            .ThenByDescending(f => f.IsPrimary).FirstOrDefault();
        if (chosen is null)
            throw Fails(
                HubErrorKind.UnsafeFormat,
                $"version {Id} has only {string.Join(", ", asked.Take(4).Select(f => f.Name))}. Other formats than .safetensors can run "
                + "code when they are read, and are never fetched. Look for another version.");
        if (chosen.Sha256 is null)
            throw Fails(
                HubErrorKind.WrongHash,
                $"Civitai gives no SHA-256 of {chosen.Name}, so it could not be checked. Look for another version.");
        return chosen;

        HubException Fails(HubErrorKind kind, string problem) => new(kind, name.ToString(), problem);
    }
}
