using System.Text.Json.Nodes;

namespace LatentDiffusion.Tests;

/// <summary>
/// Files and folders as people have them (References/cases, cases.json), with the latents of diffusers 0.42.1, weights that were changed by
/// hand where diffusers does not read the file.
/// </summary>
/// <param name="json">An element of cases.json.</param>
internal sealed class PublishedCase(JsonObject json) : IDisposable
{
    private static readonly Lazy<SafetensorsFile> Expected = new(() => new SafetensorsFile(File("expected.safetensors")));
    private readonly TemporaryFolder _folder = new();

    public string Id => json["id"]!.GetValue<string>();

    /// <summary>The latents that must come out.</summary>
    public ReadOnlySpan<float> Latents => Expected.Value.Values<float>(Id);

    /// <summary>Whether latents are expected; else the file is no whole model.</summary>
    public bool Draws => Expected.Value.Contains(Id);

    /// <summary>Adapters and their scales.</summary>
    public IEnumerable<(string Path, double Scale)> Loras =>
        (json["loras"] as JsonArray ?? []).Select(l => (Find(l!["path"]!.GetValue<string>()), l["scale"]!.GetValue<double>()));

    /// <summary>What the scheduler must be, by the names of diffusers.</summary>
    public IEnumerable<KeyValuePair<string, JsonNode?>> Scheduler => json["scheduler_is"] as JsonObject ?? [];

    public GenerationRequest Request => new(json["request"]?["prompt"]?.GetValue<string>() ?? "a photo of a red cat")
    {
        Steps = 2, GuidanceScale = 3, Width = 64, Height = 64, Seed = 0,
    };

    public PipelineOptions Options => CheckpointCase.Options with
    {
        Threads = 1,
        Config = json["config"] is { } config ? Find(config.GetValue<string>()) : null,
        Embeddings = [.. (json["embeddings"] as JsonArray ?? []).Select(e => new TextualInversion(Find(e!.GetValue<string>())))],
    };

    public static IEnumerable<JsonObject> All =>
        JsonNode.Parse(System.IO.File.ReadAllText(File("cases.json")))!.AsArray().Select(node => node!.AsObject());

    public static PublishedCase Of(string id) => new(All.Single(c => c["id"]!.GetValue<string>() == id));

    /// <summary>Path of a file of the cases.</summary>
    public static string File(params ReadOnlySpan<string> parts) => ReferenceFiles.Path(["cases", .. parts]);

    /// <summary>Path of the model, which is made where it is another one with changes.</summary>
    public string Model()
    {
        if (json["model"] is not JsonObject model) return Find(json["model"]!.GetValue<string>());
        string path = _folder["model"];
        Folders.Copy(Find(model["from"]!.GetValue<string>()), path, overwrite: true);
        if (model["overlay"] is { } overlay) Folders.Copy(Find(overlay.GetValue<string>()), path, overwrite: true);
        foreach (JsonNode? file in model["remove"] as JsonArray ?? []) System.IO.File.Delete(Path.Combine(path, file!.GetValue<string>()));
        if (model["external_data"] is not null) Folders.Copy(File("external_unet"), Path.Combine(path, "unet"), overwrite: true);
        return model["hub_cache"]?.GetValue<bool>() == true ? Links(path, _folder["cache"]) : path;
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>The same as huggingface_hub keeps it: files in blobs, named by number, and relative links to them in snapshots.</summary>
    private static string Links(string folder, string cache)
    {
        string blobs = Path.Combine(cache, "blobs"), snapshot = Path.Combine(cache, "snapshots", "0123abc");
        Directory.CreateDirectory(blobs);
        int number = 0;
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            string blob = Path.Combine(blobs, $"{number++:x40}"), link = Path.Combine(snapshot, Path.GetRelativePath(folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(link)!);
            System.IO.File.Copy(file, blob);
            System.IO.File.CreateSymbolicLink(link, Path.GetRelativePath(Path.GetDirectoryName(link)!, blob));
        }

        return snapshot;
    }

    private static string Find(string path) =>
        path.StartsWith("files/", StringComparison.Ordinal) ? File(path.Split('/')) : ReferenceFiles.Path(path.Split('/'));
}
