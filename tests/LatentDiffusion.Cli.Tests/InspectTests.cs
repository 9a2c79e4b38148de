namespace LatentDiffusion.Cli.Tests;

public sealed class InspectTests
{
    [Fact]
    public void DefaultModel_IsDescribed()
    {
        using WorkFolder folder = new();
        CliResult result = folder.Run("inspect", Models.Emoji.EmojiModel.Directory).AssertDone();
        Assert.Equal("Stable Diffusion (StableDiffusionPipeline)", result["family"]);
        Assert.Equal("DDIMScheduler", result["scheduler"]);
        Assert.Equal("49.0 MB, 24.4 million weights in float16, computed in float32", result["unet"]);
        Assert.Equal($"cpu, threads: {PipelineOptions.DefaultThreads}", result["hardware"]);
        Assert.Contains("sample: float32[batch, 4, latent_height, latent_width]", result.Values("  input"));
        Assert.Contains("out_sample: float32[batch, 4, latent_height, latent_width]", result.Values("  output"));
        Assert.All((string[])["text_encoder", "vae_encoder", "vae_decoder"], name => Assert.NotEmpty(result.Values(name)));
    }

    [Fact]
    public void PrecisionAndThreads_AreThoseOfTheOptions()
    {
        using WorkFolder folder = new();
        CliResult result = folder.Run(
            "inspect", Models.Emoji.EmojiModel.Directory, "--precision", "bfloat16", "--threads", "1").AssertDone();
        Assert.EndsWith("computed in bfloat16", result["unet"], StringComparison.Ordinal);
        Assert.Equal("cpu, threads: 1", result["hardware"]);
        Assert.Equal(
            $"cpu, threads: {Environment.ProcessorCount}",
            folder.Run("inspect", Models.Emoji.EmojiModel.Directory, "--threads", "100000").AssertDone()["hardware"]);
    }

    /// <summary>A checkpoint of an architecture of its own is whole only with the graphs that fit it.</summary>
    [Fact]
    public void Templates_AreThoseOfTheOption()
    {
        using WorkFolder folder = new();
        string references = Path.Combine(AppContext.BaseDirectory, "References"), weights = Path.Combine(references, "weights");
        CliResult result = folder.Run("inspect", weights, "--templates", Path.Combine(references, "templates")).AssertDone();
        Assert.Contains("computed in float32", result["unet"], StringComparison.Ordinal);
        CliResult without = folder.Run("inspect", weights);
        Assert.Equal(1, without.ExitCode);
        Assert.Contains("Templates", without.Error, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Nothing that a file holds steers a terminal.</summary>
    [Fact]
    public void ControlCharactersOfFiles_AreWrittenOut()
    {
        using WorkFolder folder = new();
        string model = folder.CopyModel(), index = Path.Combine(model, "model_index.json");
        string written = "\\u001b]0;title\\u0007\\u001b[31mred";
        File.WriteAllText(
            index, File.ReadAllText(index).Replace("StableDiffusionPipeline", written, StringComparison.Ordinal));
        CliResult inspected = folder.Run("inspect", "model"), drawn = folder.Run("a red apple", "--model", "model");
        foreach (CliResult result in (CliResult[])[inspected, drawn])
        {
            Assert.Equal(1, result.ExitCode);
            Assert.DoesNotContain(result.Output + result.Error, c => char.IsControl(c) && c != '\n');
            Assert.Contains("\\u001B[31mred", result.Output + result.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void DamagedModel_EachFaultIsNamed()
    {
        using WorkFolder folder = new();
        string model = folder.CopyModel();
        File.Delete(Path.Combine(model, "unet", "model.onnx"));
        File.WriteAllText(Path.Combine(model, "vae_decoder", "model.onnx"), "version https://git-lfs.github.com/spec/v1");
        Directory.Delete(Path.Combine(model, "vae_encoder"), recursive: true);
        File.Delete(Path.Combine(model, "scheduler", "scheduler_config.json"));
        File.Delete(Path.Combine(model, "tokenizer", "merges.txt"));
        CliResult result = folder.Run("inspect", "model");
        Assert.Equal(1, result.ExitCode);
        Assert.Equal("vae_encoder (optional)", result["without"]);
        string[] errors = result.Error.TrimEnd().Split('\n');
        Assert.Equal(4, errors.Length);
        Assert.Contains(errors, e => e.Contains("merges.txt", StringComparison.Ordinal));
        Assert.Contains(
            errors,
            e => e.Contains("the file is missing, and so are weights in its place (unet/", StringComparison.Ordinal));
        Assert.Contains(
            errors,
            e => e.Contains("vae_decoder", StringComparison.Ordinal) && e.Contains("git lfs pull", StringComparison.Ordinal));
        Assert.Contains(errors, e => e.Contains("scheduler_config.json", StringComparison.Ordinal));
    }
}
