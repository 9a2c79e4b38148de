using System.Text;

namespace LatentDiffusion.Fuzz;

public sealed partial class Targets
{
    private static readonly byte[][] ConfigWords = Words(
        "\"_class_name\"", "\"sample_size\"", "\"block_out_channels\"", "\"scaling_factor\"", "\"latent_channels\"", "\"force_upcast\"",
        "\"architectures\"", "\"latents_mean\"", "\"StableDiffusionPipeline\"", "\"DDIMScheduler\"", "\"num_train_timesteps\"",
        "\"beta_end\"",
        "\"trained_betas\"", "\"timestep_spacing\"", "\"prediction_type\"", "\"_use_default_values\"", "\\ud800", "NaN", "-Infinity",
        "../", "{", "[");

    private Target[] Configurations() =>
    [
        new("config", [.. Seeds("tiny", "config.json"), .. Seeds("faults/configs", "*"), .. Seeds("faults/surrogates", "*config.json")],
            ConfigWords, Config),
        new("scheduler", [.. Seeds("tiny", "scheduler_config.json"), .. Seeds("faults/schedulers", "*")], ConfigWords, Schedule),
        new("model-index",
            [.. Seeds("tiny", "model_index.json"), .. Seeds("faults", "model_index.json")],
            ConfigWords,
            input => Model("model_index.json", input)),
        new("model-config", [.. Seeds("tiny", "config.json"), .. Seeds("faults/configs", "*")], ConfigWords, input =>
        {
            Model("vae_decoder/config.json", input);
            Model("unet/config.json", input);
        }),
        new("parameters",
            Words("a red apple\nNegative prompt: green\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 42, Size: 512x512"),
            Words("Steps: ", "Seed: ", "Size: ", "\"", "Negative prompt:", "Exact prompt: ", "\\", ", "),
            input => GenerationParameters.Parse(Encoding.UTF8.GetString(input)).ToText()),
    ];

    private static void Config(byte[] input)
    {
        MemoryFiles files = new(new Dictionary<string, byte[]> { ["model/config.json"] = input });
        ModelConfig config = ModelConfig.Read(files, "config.json");
        AutoencoderParts.ChannelsOf(config, LatentScaling.WithMeans);
        LatentScaling.WithShift(config);
        if (config.Has("sample_size")) config.Sizes("sample_size");
        GraphPrecision.Of(LatentDiffusion.Precision.Float16, config);
        foreach (string name in config.Names) config.ComponentClass(name);
    }

    private static void Schedule(byte[] input)
    {
        var (scheduler, options) = SchedulerFile.Read(
            new MemoryFiles(new Dictionary<string, byte[]> { ["model/scheduler_config.json"] = input }), null, new RunWarnings());
        try
        {
            scheduler.Start(new ScheduleRequest { Steps = 3, SampleLength = 4, Model = options, Mu = 1 });
        }
        catch (ArgumentException e) when (e is { ParamName: "request" } and not ArgumentOutOfRangeException)
        {
            // Options that another number of steps would suit.
        }
    }

    /// <summary>Inspects a whole model of which one file is the input.</summary>
    private void Model(string file, byte[] input)
    {
        string folder = Path.Combine(_folder, "model");
        if (!Directory.Exists(folder)) Copy(SeedPath("tiny/stable_diffusion"), folder);
        string path = Path.Combine(folder, file);
        byte[] sound = Seed("tiny/stable_diffusion/" + file);
        File.WriteAllBytes(path, input);
        try
        {
            ModelInspection.Read(folder);
        }
        finally
        {
            File.WriteAllBytes(path, sound);
        }
    }

    private static void Copy(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
