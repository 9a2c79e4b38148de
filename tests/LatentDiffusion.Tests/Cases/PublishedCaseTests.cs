using System.Text.Json.Nodes;

namespace LatentDiffusion.Tests;

/// <summary>Every published case gives the latents that it must, or the scheduler.</summary>
public sealed class PublishedCaseTests
{
    private const float Tolerance = 1e-3f;

    public static TheoryData<string> Drawn => [.. Ids(draws: true)];

    public static TheoryData<string> NotDrawn => [.. Ids(draws: false)];

    [Theory]
    [MemberData(nameof(Drawn))]
    public void Generate_PublishedCase_GivesTheExpectedLatents(string id)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() && id.Contains("hub_cache", StringComparison.Ordinal), "Links need a privilege.");
        using PublishedCase published = PublishedCase.Of(id);
        // Strengths of DoRA are those of stable-diffusion-webui where a prompt names the adapter.
        bool isNamed = id.StartsWith("dora", StringComparison.Ordinal);
        PipelineOptions options = published.Options with { LoraFolder = isNamed ? PublishedCase.File("files") : null };
        using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(published.Model(), options);
        GenerationRequest request = published.Request;
        foreach (var (path, scale) in published.Loras)
        {
            if (isNamed) request = request with { Prompt = FormattableString.Invariant($"{request.Prompt}<lora:{Name(path)}:{scale}>") };
            else pipeline.LoadLora(path, scale);
        }

        float[] actual = pipeline.Generate(request).Latents.ToArray();
        Assert.InRange(Difference.Relative(published.Latents, actual), 0, Tolerance);
    }

    [Theory]
    [MemberData(nameof(NotDrawn))]
    public void Inspect_PublishedCase_FindsTheScheduler(string id)
    {
        using PublishedCase published = PublishedCase.Of(id);
        Scheduler? scheduler = ModelInspection.Read(published.Model(), published.Options).Scheduler;
        Assert.NotNull(scheduler);
        JsonObject options = JsonNode.Parse(scheduler.Options.ToJson())!.AsObject();
        Assert.All(published.Scheduler, wanted => Assert.True(JsonNode.DeepEquals(wanted.Value, options[wanted.Key]), wanted.Key));
    }

    private static string Name(string path) => Path.GetFileNameWithoutExtension(path);

    private static IEnumerable<string> Ids(bool draws) => PublishedCase.All.Select(json =>
    {
        using PublishedCase published = new(json);
        return (published.Id, published.Draws);
    }).Where(c => c.Draws == draws).Select(c => c.Id);
}
