using System.Text.Json.Nodes;

namespace LatentDiffusion.Tests;

/// <summary>
/// Whole generations of the default model against diffusers' pipelines on the same graphs (onnx-export, references/pipelines.py): final
/// latents within 1e-3 of the largest, pictures within 2 of 255 on average.
/// </summary>
public sealed class PipelineReferenceTests(EmojiFixture emoji)
{
    private const float LatentTolerance = 1e-3f;
    private const double PixelTolerance = 2;

    private static readonly JsonNode[] Cases =
        [.. JsonNode.Parse(File.ReadAllText(ReferenceFiles.Path("pipelines", "cases.json")))!.AsArray().Select(c => c!)];

    private static readonly SafetensorsFile Latents = new(ReferenceFiles.Path("pipelines", "latents.safetensors"));

    public static TheoryData<string> Ids => [.. Cases.Select(c => c["id"]!.GetValue<string>())];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Generate_EqualsDiffusers(string id)
    {
        JsonNode reference = Cases.Single(c => c["id"]!.GetValue<string>() == id);
        GenerationResult result = emoji.Pipeline.Generate(Request(reference));
        Assert.InRange(Difference.Relative(Latents.Values<float>(id), result.Latents.Span), 0, LatentTolerance);
        for (int k = 0; File.Exists(ReferenceFiles.Path("pipelines", $"{id}-{k}.png")); k++)
        {
            byte[] picture = RgbImage.Load(ReferenceFiles.Path("pipelines", $"{id}-{k}.png")).Pixels.ToArray();
            Assert.InRange(picture.Zip(result.Images[k].Pixels.ToArray(), (a, b) => Math.Abs(a - b)).Average(), 0, PixelTolerance);
        }
    }

    private static GenerationRequest Request(JsonNode c)
    {
        JsonObject scheduler = c["scheduler"]!.DeepClone().AsObject();
        string className = scheduler["_class_name"]!.GetValue<string>();
        scheduler.Remove("_class_name");
        if (c["eta"]!.GetValue<double>() is > 0 and var eta) scheduler["eta"] = eta;
        return new GenerationRequest(c["prompt"]!.GetValue<string>())
        {
            NegativePrompt = c["negative_prompt"]?.GetValue<string>() ?? "",
            Seed = c["seed"]!.GetValue<long>(),
            Count = c["count"]!.GetValue<int>(),
            Steps = c["steps"]!.GetValue<int>(),
            GuidanceScale = c["guidance_scale"]!.GetValue<double>(),
            GuidanceRescale = c["guidance_rescale"]!.GetValue<double>(),
            Width = c["width"]!.GetValue<int>(),
            Height = c["height"]!.GetValue<int>(),
            Scheduler = Schedulers.Create(className, SchedulerOptions.FromJson(scheduler)),
            Image = Image(c["image"]) is { } image ? new(image) { Strength = c["strength"]?.GetValue<double>() } : null,
            Inpainting = Image(c["mask"]) is { } mask ? new(mask) : null,
        };
    }

    private static RgbImage? Image(JsonNode? name) =>
        name is null ? null : RgbImage.Load(ReferenceFiles.Path("pipelines", $"input-{name.GetValue<string>()}.png"));
}
