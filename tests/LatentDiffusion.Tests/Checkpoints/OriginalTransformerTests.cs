namespace LatentDiffusion.Tests;

/// <summary>
/// Transformers in the names of the original code, behind what tools put before them: the weights of folders that are compared with
/// diffusers elsewhere, renamed, draw the same.
/// </summary>
public sealed class OriginalTransformerTests
{
    public static MatrixTheoryData<string, string> Files => new(
        ["flux_dev", "stable_diffusion_3"],
        [
            "", "model.diffusion_model.", "model.", "diffusion_model.", "transformer.", "model.diffusion_model.model.diffusion_model.",
            "transformer.transformer.", "module.model.diffusion_model.",
        ]);

    [Theory]
    [MemberData(nameof(Files))]
    public void Load_AnyPrefix_DrawsAsTheFolder(string model, string prefix)
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder["model.safetensors"], SafetensorsBytes.Of(Original(model, prefix)));
        PipelineOptions options = new()
        {
            Templates = CheckpointCase.Options.Templates,
            Components = new Dictionary<string, string> { ["transformer"] = folder["model.safetensors"] },
            Threads = 1,
        };
        using LatentDiffusionPipeline
            published = LoraCase.Load(model), original = LatentDiffusionPipeline.Load(CheckpointCase.Path(model), options);
        Assert.Equal(LoraCase.Draw(published), LoraCase.Draw(original));
    }

    /// <summary>The transformer's tensors, put together as the template says that the original code has them.</summary>
    private static FileTensor[] Original(string model, string prefix)
    {
        string file = CheckpointCase.Path($"templates/{model}.transformer.zip");
        SafetensorsFile weights = new(CheckpointCase.Path($"{model}/transformer/diffusion_pytorch_model.safetensors"));
        Dictionary<string, List<(long First, TemplateParameter Parameter, StoredLayout Layout)>> tensors = new(StringComparer.Ordinal);
        foreach (TemplateParameter parameter in GraphTemplate.Read(file, () => File.OpenRead(file)).Parameters)
        {
            StoredLayout layout = parameter.OriginalKeys[0];
            if (!tensors.TryGetValue(layout.Key, out var parts)) tensors[layout.Key] = parts = [];
            parts.Add((layout.Rows?.First ?? 0, parameter, layout));
        }

        Assert.Contains(tensors.Values, parts => parts.Count > 1);
        return
        [
            .. tensors.Select(t => new FileTensor(
                prefix + t.Key,
                [.. t.Value.OrderBy(part => part.First).SelectMany(part => Values(weights, part.Parameter, part.Layout))],
                [
                    (int)t.Value.Sum(part => part.Parameter.Shape[0]),
                    .. t.Value[0].Parameter.Shape.Skip(1).Select(size => (int)size),
                ])),
        ];
    }

    private static float[] Values(SafetensorsFile weights, TemplateParameter parameter, StoredLayout layout)
    {
        float[] values = weights.Values<float>(parameter.Name).ToArray();
        return layout.SwappedHalves ? [.. values[(values.Length / 2)..], .. values[..(values.Length / 2)]] : values;
    }
}
