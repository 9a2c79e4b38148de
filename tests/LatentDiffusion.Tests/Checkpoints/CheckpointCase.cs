namespace LatentDiffusion.Tests;

/// <summary>Tiny checkpoints that latent-diffusion-references wrote with diffusers (checkpoints), and the templates for them.</summary>
internal static class CheckpointCase
{
    /// <summary>Options with the templates of the tiny architectures.</summary>
    public static PipelineOptions Options { get; } = new() { Templates = ReferenceFiles.Path("checkpoints", "templates") };

    /// <summary>A request that every tiny model can draw.</summary>
    public static GenerationRequest Request { get; } = new("a photo of a red cat")
    {
        Steps = 4,
        GuidanceScale = 7.5,
        Height = 72,
        Width = 88,
        Seed = 0,
    };

    /// <summary>Path of a checkpoint's folder or file.</summary>
    public static string Path(string name) => ReferenceFiles.Path("checkpoints", name);

    /// <summary>The final latents of the request.</summary>
    public static float[] Latents(string path, PipelineOptions? options = null)
    {
        using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(path, options ?? Options);
        return pipeline.Generate(Request).Latents.ToArray();
    }

    /// <summary>Writes a file of float32 tensors anew.</summary>
    public static void Rewrite(string path, Func<IEnumerable<FileTensor>, IEnumerable<FileTensor>> change)
    {
        SafetensorsFile file = new(path);
        FileTensor[] tensors =
        [
            .. file.Names.Select(n => new FileTensor(n, file.Values<float>(n).ToArray(), [.. file.Shape(n).Select(s => (int)s)])),
        ];
        File.WriteAllBytes(path, SafetensorsBytes.Of(change(tensors)));
    }
}
