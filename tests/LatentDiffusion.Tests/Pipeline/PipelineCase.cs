using System.Text.Json.Nodes;

namespace LatentDiffusion.Tests;

/// <summary>
/// One run of a diffusers pipeline on the graphs of the default model (latent_diffusion_references/pipelines.py), and the request that must
/// give the same.
/// </summary>
internal sealed class PipelineCase
{
    private static readonly Lazy<SafetensorsFile> All = new(() => new(ReferenceFiles.Path("pipelines", "latents.safetensors")));

    private readonly JsonNode _case;

    private PipelineCase(JsonNode node) => (_case, Id) = (node, node["id"]!.GetValue<string>());

    public string Id { get; }

    public ReadOnlySpan<float> Latents => All.Value.Values<float>(Id);

    /// <summary>The pictures that are kept of the case: all, or none.</summary>
    public IReadOnlyList<RgbImage> Pictures =>
        [.. Enumerable.Range(0, int.MaxValue).Select(PathOf).TakeWhile(File.Exists).Select(path => RgbImage.Load(path))];

    public static IReadOnlyList<PipelineCase> Read() =>
        [.. JsonNode.Parse(File.ReadAllText(ReferenceFiles.Path("pipelines", "cases.json")))!.AsArray().Select(c => new PipelineCase(c!))];

    public GenerationRequest Request()
    {
        JsonObject scheduler = _case["scheduler"]!.DeepClone().AsObject();
        string className = scheduler["_class_name"]!.GetValue<string>();
        scheduler.Remove("_class_name");
        if (_case["eta"]!.GetValue<double>() is > 0 and var eta) scheduler["eta"] = eta;
        return new GenerationRequest(_case["prompt"]!.GetValue<string>())
        {
            NegativePrompt = _case["negative_prompt"]?.GetValue<string>() ?? "",
            Seed = _case["seed"]!.GetValue<long>(),
            Count = _case["count"]!.GetValue<int>(),
            Steps = _case["steps"]!.GetValue<int>(),
            GuidanceScale = _case["guidance_scale"]!.GetValue<double>(),
            GuidanceRescale = _case["guidance_rescale"]!.GetValue<double>(),
            Width = _case["width"]!.GetValue<int>(),
            Height = _case["height"]!.GetValue<int>(),
            Scheduler = Schedulers.Create(className, SchedulerOptions.FromJson(scheduler)),
            Image = Image(_case["image"]) is { } image ? new(image) { Strength = _case["strength"]?.GetValue<double>() } : null,
            Inpainting = Image(_case["mask"]) is { } mask ? new(mask) : null,
        };
    }

    private string PathOf(int k) => ReferenceFiles.Path("pipelines", $"{Id}-{k}.png");

    private static RgbImage? Image(JsonNode? name) =>
        name is null ? null : RgbImage.Load(ReferenceFiles.Path("pipelines", $"input-{name.GetValue<string>()}.png"));
}
