using System.Text.Json;

namespace LatentDiffusion.Tests;

/// <summary>Adapters that latent-diffusion-references wrote (lora), on the tiny models, with the latents of diffusers.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Adapters">What is loaded, in this order.</param>
/// <param name="Latents">Name of the expected latents.</param>
internal sealed record LoraCase(string Model, IReadOnlyList<(string Name, double Scale)> Adapters, string Latents)
{
    private static readonly Lazy<SafetensorsFile> Expected =
        new(() => new SafetensorsFile(ReferenceFiles.Path("lora", "latents.safetensors")));

    /// <summary>All cases.</summary>
    public static LoraCase[] All { get; } = Read();

    /// <summary>What diffusers draws.</summary>
    public ReadOnlySpan<float> Values => Expected.Value.Values<float>(Latents);

    /// <summary>Path of an adapter.</summary>
    public static string Adapter(string name) => ReferenceFiles.Path("lora", $"{name}.safetensors");

    /// <summary>The model from weights in the layout of diffusers.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="kind"><c>tiny</c> for the same model as exported graphs.</param>
    /// <param name="loras">The adapters that it is loaded with.</param>
    public static LatentDiffusionPipeline Load(
        string model = "stable_diffusion", string kind = "checkpoints", params IReadOnlyList<LoraFile> loras) =>
        LatentDiffusionPipeline.Load(
            ReferenceFiles.Path(kind, model),
            new PipelineOptions { Templates = ReferenceFiles.Path("checkpoints", "templates"), Threads = 1, Loras = loras });

    /// <summary>The final latents of the run that all cases have.</summary>
    public static float[] Draw(LatentDiffusionPipeline pipeline)
    {
        GenerationRequest request = new("a photo of a red cat") { Steps = 2, GuidanceScale = 3, Height = 64, Width = 64, Seed = 0 };
        return pipeline.Generate(request).Latents.ToArray();
    }

    private static LoraCase[] Read()
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(ReferenceFiles.Path("lora", "cases.json")));
        return
        [
            .. json.RootElement.GetProperty("cases").EnumerateArray().Select((c, i) => new LoraCase(
                c.GetProperty("model").GetString()!,
                [.. c.GetProperty("adapters").EnumerateObject().Select(a => (a.Name, a.Value.GetDouble()))], $"{i}")),
        ];
    }
}
