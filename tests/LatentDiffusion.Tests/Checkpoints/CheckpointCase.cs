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
        FileTensor[] tensors = [.. Tensors(path)];
        File.WriteAllBytes(path, SafetensorsBytes.Of(change(tensors)));
    }

    /// <summary>The float32 tensors of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="prefix">What is put before their keys.</param>
    public static IEnumerable<FileTensor> Tensors(string path, string prefix = "")
    {
        SafetensorsFile file = new(path);
        return file.Names.Select(
            name => new FileTensor(prefix + name, file.Values<float>(name).ToArray(), [.. file.Shape(name).Select(side => (int)side)]));
    }

    /// <summary>All of a folder whose denoiser is a transformer, as tools put it into one file.</summary>
    /// <param name="model">The folder's name.</param>
    /// <param name="denoiser">What stands before the transformer's keys.</param>
    /// <param name="encoders">What stands before the names of text encoders in their keys.</param>
    public static IEnumerable<FileTensor> InOneFile(string model, string denoiser = "transformer.", string encoders = "text_encoders.")
    {
        string[] names = model == "flux_dev" ? ["clip_l", "t5xxl"] : ["clip_l", "clip_g", "t5xxl"];
        return
        [
            .. Tensors(Path($"{model}/transformer/diffusion_pytorch_model.safetensors"), denoiser),
            .. Tensors(Path($"{model}/vae/diffusion_pytorch_model.safetensors"), "vae."),
            .. names.SelectMany((name, i) => Tensors(
                Path($"{model}/text_encoder{(i == 0 ? "" : $"_{i + 1}")}/model.safetensors"), $"{encoders}{name}.transformer.")),
        ];
    }
}
