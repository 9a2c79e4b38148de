using System.Text.Json;

namespace LatentDiffusion.Hub;

/// <summary>What is kept beside a file of Civitai, so that it is found again without asking.</summary>
/// <param name="ModelId">Number of the model, or null.</param>
/// <param name="VersionId">Number of the version.</param>
/// <param name="Sha256">SHA-256 of the file in lower case.</param>
/// <param name="Size">Size of the file in bytes.</param>
internal sealed record CivitaiNote(long? ModelId, long VersionId, string Sha256, long Size)
{
    /// <summary>Ending of its name, behind that of the file.</summary>
    public const string Ending = ".civitai.json";

    private const int MaxBytes = 1 << 20;

    /// <summary>What the model is called.</summary>
    public string Title { get; init; } = "";

    /// <summary>Hashes of other kinds.</summary>
    public IReadOnlyCollection<string> Hashes { get; init; } = [];

    /// <summary>Reads a note; null where it is none.</summary>
    public static CivitaiNote? Read(string path)
    {
        try
        {
            if (new FileInfo(path).Length > MaxBytes) return null;
            using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(path));
            JsonElement root = json.RootElement;
            return JsonText.Number(root, "versionId") is { } version && JsonText.Of(root, "sha256") is { } hash && CommitId.IsSha256(hash)
                && JsonText.Number(root, "size") is { } size
                ? new CivitaiNote(JsonText.Number(root, "modelId"), version, hash, size)
                {
                    Title = JsonText.Of(root, "title") ?? "",
                    Hashes = root.TryGetProperty("hashes", out JsonElement hashes) && hashes.ValueKind == JsonValueKind.Array
                        ? [.. hashes.EnumerateArray().Select(h => h.ToString())] : [],
                }
                : null;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Writes it beside a file, with what people may want to know.</summary>
    public void Write(string file, CivitaiVersion version)
    {
        using MemoryStream content = new();
        using (Utf8JsonWriter json = new(content, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            if (ModelId is { } model) json.WriteNumber("modelId", model);
            json.WriteNumber("versionId", VersionId);
            json.WriteString("title", Title);
            json.WriteString("baseModel", version.BaseModel);
            json.WriteString("sha256", Sha256);
            json.WriteNumber("size", Size);
            WriteList(json, "hashes", Hashes);
            WriteList(json, "trainedWords", version.TrainedWords);
            json.WriteEndObject();
        }

        WholeFile.Write(file + Ending, content.ToArray());
    }

    private static void WriteList(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
