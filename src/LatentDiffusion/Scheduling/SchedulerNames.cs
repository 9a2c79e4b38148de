namespace LatentDiffusion.Scheduling;

/// <summary>
/// The short names: those of k-diffusion and the tools built on it, as diffusers' documentation maps them to its classes
/// (https://huggingface.co/docs/diffusers/api/schedulers/overview). DPM++ SDE is the class with k-diffusion's mathematics, which is newer
/// than that table. There is no DPM++ 2S a and no DPM++ 3M SDE: diffusers has nothing equal.
/// </summary>
internal static class SchedulerNames
{
    private static readonly (string Name, string ClassName, SchedulerOptions Options)[] Methods =
    [
        ("euler", "EulerDiscrete", new()),
        ("euler a", "EulerAncestralDiscrete", new()),
        ("heun", "HeunDiscrete", new()),
        ("dpm2", "KDPM2Discrete", new()),
        ("dpm2 a", "KDPM2AncestralDiscrete", new()),
        ("lms", "LMSDiscrete", new()),
        ("dpm++ 2m", "DPMSolverMultistep", new() { AlgorithmType = AlgorithmType.DpmSolverPlusPlus, SolverOrder = 2 }),
        ("dpm++ 2m sde", "DPMSolverMultistep", new() { AlgorithmType = AlgorithmType.SdeDpmSolverPlusPlus, SolverOrder = 2 }),
        ("dpm++ 3m", "DPMSolverMultistep", new() { AlgorithmType = AlgorithmType.DpmSolverPlusPlus, SolverOrder = 3 }),
        ("dpm++ 2s", "DPMSolverSinglestep", new() { AlgorithmType = AlgorithmType.DpmSolverPlusPlus, SolverOrder = 2 }),
        ("dpm++ sde", "DPMSolverSDE", new()),
        ("deis", "DEISMultistep", new()),
        ("unipc", "UniPCMultistep", new()),
        ("sa-solver", "SASolver", new()),
        ("ddim", "DDIM", new()),
        ("ddpm", "DDPM", new()),
        ("pndm", "PNDM", new() { SkipPrkSteps = false }),
        ("plms", "PNDM", new() { SkipPrkSteps = true }),
        ("ipndm", "IPNDM", new()),
        ("lcm", "LCM", new()),
        ("tcd", "TCD", new()),
        ("edm euler", "EDMEuler", new()),
        ("edm dpm++ 2m", "EDMDPMSolverMultistep", new()),
        ("cm", "CMStochasticIterative", new()),
        ("flow euler", "FlowMatchEulerDiscrete", new()),
        ("flow heun", "FlowMatchHeunDiscrete", new()),
        ("flow lcm", "FlowMatchLCM", new()),
        ("ddim inverse", "DDIMInverse", new()),
        ("dpm++ 2m inverse", "DPMSolverMultistepInverse", new() { AlgorithmType = AlgorithmType.DpmSolverPlusPlus, SolverOrder = 2 }),
    ];

    /// <summary>
    /// Spacings of noise levels, with their options in diffusers' documentation; a method has those whose option it knows.
    /// </summary>
    private static readonly (string Name, string Alias, SchedulerOption Option, SchedulerOptions Options)[] Spacings =
    [
        ("karras", "k", Option.UseKarrasSigmas, new() { UseKarrasSigmas = true }),
        (
            "exponential", "exp", Option.UseExponentialSigmas,
            new() { UseExponentialSigmas = true, TimestepSpacing = TimestepSpacing.Linspace }),
        ("beta", "beta", Option.UseBetaSigmas, new() { UseBetaSigmas = true, TimestepSpacing = TimestepSpacing.Linspace }),
        ("lu", "lu", Option.UseLuLambdas, new() { UseLuLambdas = true }),
        ("sgm uniform", "trailing", Option.TimestepSpacing, new() { TimestepSpacing = TimestepSpacing.Trailing }),
    ];

    private static readonly Dictionary<string, SchedulerName> ByKey = [];

    static SchedulerNames()
    {
        List<SchedulerName> all = [];
        foreach (var method in Methods)
        {
            SchedulerKind kind = Schedulers.KindOf(method.ClassName + "Scheduler");
            Add(new(method.Name, kind.ClassName, method.Options));
            foreach (var spacing in Spacings.Where(s => kind.Accepts.Contains(s.Option)))
            {
                // It has no effect there.
                if (spacing.Options.TimestepSpacing == TimestepSpacing.Trailing && kind.Defaults.TimestepSpacing is null) continue;
                SchedulerOptions options = method.Options.Over(spacing.Options).Only(kind.Accepts);
                Add(new($"{method.Name} {spacing.Name}", kind.ClassName, options), $"{method.Name} {spacing.Alias}");
            }
        }

        foreach (string className in Schedulers.ClassNames) ByKey.TryAdd(Key(className), new(className, className, new()));
        All = all;

        void Add(SchedulerName name, string? alias = null)
        {
            all.Add(name);
            ByKey.Add(Key(name.Name), name);
            ByKey.TryAdd(Key(alias ?? name.Name), name);
        }
    }

    /// <summary>All names, without those of classes.</summary>
    public static IReadOnlyList<SchedulerName> All { get; }

    /// <summary>The name in any spelling, or null.</summary>
    public static SchedulerName? Find(string name) => ByKey.GetValueOrDefault(Key(name));

    /// <summary>Names whose spelling is near to an unknown one, nearest first.</summary>
    public static IEnumerable<string> Near(string name) =>
        All.OrderBy(n => Spelling.Distance(Key(n.Name), Key(name))).Take(4).Select(n => n.Name);

    /// <summary>
    /// What all spellings have in common: <c>DPM++_2M-Karras</c> is <c>dpmpp2mkarras</c>; a class goes without "Scheduler".
    /// </summary>
    private static string Key(string name)
    {
        string key = name.Trim().ToLowerInvariant().Replace("++", "pp").Replace("ancestral", "a");
        key = string.Concat(key.Split(' ', '_', '-'));
        return key.EndsWith("scheduler", StringComparison.Ordinal) ? key[..^"scheduler".Length] : key;
    }
}
