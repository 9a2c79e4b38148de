using LatentDiffusion.Requests;

namespace LatentDiffusion.Extensions.AI;

/// <summary>How one model is loaded, in words that a configuration file can hold.</summary>
public sealed class ModelSettings
{
    /// <summary>Folder in the layout of diffusers and optimum, or a <c>.safetensors</c> file.</summary>
    public string Path { get; set; } = "";

    /// <summary>Name of the hardware, one of <see cref="ExecutionProviders.All"/>. Default <c>cpu</c>.</summary>
    public string Provider { get; set; } = ExecutionProviders.Cpu.Name;

    /// <summary>What graphs compute in. Default: float32 on processors, float16 on GPUs.</summary>
    public Precision Precision { get; set; } = Precision.Auto;

    /// <summary>Threads that compute one operator, at least 1. Default null: one on each core.</summary>
    public int? Threads { get; set; }

    /// <summary>Folder of adapters that prompts can name. Default null: none.</summary>
    public string? LoraFolder { get; set; }

    /// <summary>Adapters that the model is loaded with, in this order, each with a path and, if wanted, scale and name. Default none.</summary>
    public IList<LoraFile> Loras { get; } = [];

    /// <summary>Folder of a cheap decoder for previews (TAESD). Default null: the model's own.</summary>
    public string? PreviewDecoder { get; set; }

    /// <summary>Steps where a request names none, at least 1. Default null: what the family of the model uses.</summary>
    public int? DefaultSteps { get; set; }

    /// <summary>Guidance scale where a request names none. Default null: what the family of the model uses.</summary>
    public double? DefaultGuidanceScale { get; set; }

    /// <summary>
    /// Scheduler where a request names none: a name or class of <see cref="Schedulers"/>, such as <c>dpm++ 2m karras</c>. Default null: the
    /// model's own.
    /// </summary>
    public string? DefaultScheduler { get; set; }

    /// <summary>Loads the model.</summary>
    internal LatentDiffusionPipeline Load() => LatentDiffusionPipeline.Load(Path, Options());

    private PipelineOptions Options() => new()
    {
        Provider = ExecutionProviders.FromName(Provider),
        Precision = Precision,
        Threads = Threads,
        LoraFolder = LoraFolder,
        Loras = [.. Loras],
        PreviewDecoder = PreviewDecoder,
        DefaultSteps = DefaultSteps,
        DefaultGuidanceScale = DefaultGuidanceScale,
        DefaultScheduler = DefaultScheduler is null ? null : Schedulers.FromName(DefaultScheduler),
    };

    /// <summary>What is wrong with the settings, beginning with the name of the property; null for nothing.</summary>
    internal string? Problem()
    {
        if (!System.IO.Path.Exists(Path)) return $"{nameof(Path)} is '{Path}'; there is no such folder or file.";
        if (Threads < 1) return FormattableString.Invariant($"{nameof(Threads)} is {Threads}; it must be at least 1.");
        if (DefaultSteps < 1) return FormattableString.Invariant($"{nameof(DefaultSteps)} is {DefaultSteps}; it must be at least 1.");
        if (Loras.FirstOrDefault(l => !File.Exists(l.Path)) is { } lora) return $"{nameof(Loras)}: '{lora.Path}'; there is no such file.";
        string names = string.Join(", ", ExecutionProviders.All.Select(p => p.Name));
        if (!ExecutionProviders.All.Any(p => p.Name.Equals(Provider, StringComparison.OrdinalIgnoreCase)))
            return $"{nameof(Provider)} is '{Provider}'; it must be one of {names}.";
        try
        {
            if (DefaultScheduler is not null) Schedulers.FromName(DefaultScheduler);
        }
        catch (ArgumentException e)
        {
            return $"{nameof(DefaultScheduler)}: {e.Message}";
        }

        try
        {
            PipelineOptionsRules.Check(Options());
            return Enum.IsDefined(Precision) ? null : $"{nameof(Precision)} is {Precision}; it must be one of {string.Join(", ", Enum.GetNames<Precision>())}.";
        }
        catch (ArgumentException e)
        {
            return e.Message;
        }
    }
}
