using System.Text.Json;

namespace LatentDiffusion.Tests;

/// <summary>
/// Every kind of adapter as PEFT writes and computes it, LyCORIS' kinds by its formulas, and DoRA as stable-diffusion-webui applies it
/// (latent_diffusion_references/lora_kinds).
/// </summary>
public sealed class LoraKindTests
{
    private const double Tolerance = 1e-4;

    private static readonly Lazy<SafetensorsFile> Expected =
        new(() => new SafetensorsFile(ReferenceFiles.Path("lora_kinds", "latents.safetensors")));

    public static TheoryData<int, string, double, bool> Cases
    {
        get
        {
            using JsonDocument json = JsonDocument.Parse(File.ReadAllText(ReferenceFiles.Path("lora_kinds", "cases.json")));
            TheoryData<int, string, double, bool> cases = [];
            foreach (var (i, entry) in json.RootElement.EnumerateArray().Index())
            {
                cases.Add(
                    i, entry.GetProperty("file").GetString()!, entry.GetProperty("strength").GetDouble(),
                    entry.GetProperty("is_tag").GetBoolean());
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Adapter_GivesTheLatentsOfTheReference(int number, string file, double strength, bool isTag)
    {
        string path = ReferenceFiles.Path(file.Split('/'));
        PipelineOptions options = new()
        {
            Templates = ReferenceFiles.Path("checkpoints", "templates"), Threads = 1, LoraFolder = Path.GetDirectoryName(path),
        };
        using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(CheckpointCase.Path("stable_diffusion"), options);
        if (!isTag) pipeline.LoadLora(path, strength);
        string tag = isTag ? FormattableString.Invariant($"<lora:{Path.GetFileNameWithoutExtension(path)}:{strength}>") : "";
        GenerationRequest request = new("a photo of a red cat" + tag)
        {
            Steps = 2, GuidanceScale = 3, Height = 64, Width = 64, Seed = 0,
        };
        float[] latents = pipeline.Generate(request).Latents.ToArray();
        Assert.InRange(Difference.Relative(Expected.Value.Values<float>($"{number}"), latents), 0, Tolerance);
    }
}
