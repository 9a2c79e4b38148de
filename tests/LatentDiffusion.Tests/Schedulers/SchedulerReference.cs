using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LatentDiffusion.Tests;

/// <summary>A trajectory that diffusers wrote: what it was asked for, and what it did.</summary>
internal sealed class SchedulerReference
{
    private static readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, SchedulerReference>> Loaded = new();
    private readonly SafetensorsFile _tensors;
    private readonly JsonObject _description;

    private SchedulerReference(JsonObject description, SafetensorsFile tensors) => (_description, _tensors) = (description, tensors);

    public string Id => _description["id"]!.GetValue<string>();

    public string ClassName => _description["config"]!["_class_name"]!.GetValue<string>();

    /// <summary>
    /// The text of a <c>scheduler_config.json</c>, and beside it eta and churn, which diffusers takes as arguments of a step.
    /// </summary>
    public string Config
    {
        get
        {
            JsonObject config = _description["config"]!.DeepClone().AsObject();
            if (_description["eta"] is { } eta) config["eta"] = eta.DeepClone();
            foreach (var (name, value) in _description["churn"]?.AsObject() ?? []) config[name] = value!.DeepClone();
            return config.ToJsonString();
        }
    }

    public int Begin => _description["begin"]!.GetValue<int>();

    public float InitialNoiseScale => (float)_description["init_noise_sigma"]!.GetValue<double>();

    public float[] Timesteps => Floats("expected_timesteps")!;

    /// <summary>
    /// By how much timesteps may differ, as a part of the largest. Whole ones must agree exactly; torch itself gives others on another
    /// processor where they follow from roots, logarithms or sines. KDPM2 ancestral takes the root of a difference of nearly equal squares
    /// in single precision, and divides by it.
    /// </summary>
    public double TimestepTolerance =>
        ClassName == "KDPM2AncestralDiscreteScheduler" ? 5e-6 : HasLogarithmicTimesteps ? 1e-6 : 0;

    /// <summary>The runs in which what torch rounds otherwise on another processor is magnified, each named with its factor.</summary>
    public static IReadOnlyDictionary<(string File, string Id), IllConditioned> IllConditionedRuns { get; } =
        JsonSerializer.Deserialize<IllConditioned[]>(
            File.ReadAllText(ReferenceFiles.Path("schedulers", "ill_conditioned.json")),
            new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower })!.ToDictionary(r => (r.File, r.Id));

    private bool HasLogarithmicTimesteps =>
        ClassName is "KDPM2DiscreteScheduler" or "DPMSolverSDEScheduler" or "EDMEulerScheduler" or "EDMDPMSolverMultistepScheduler"
            or "CMStochasticIterativeScheduler" or "IPNDMScheduler"
        || _description["sigmas"] is not null
        || new[] { "use_karras_sigmas", "use_exponential_sigmas", "use_beta_sigmas" }
            .Any(o => _description["config"]![o]?.GetValue<bool>() == true)
        || _description["config"]!["timestep_type"]?.GetValue<string>() == "continuous";

    /// <summary>Null where the class has no sigmas.</summary>
    public float[]? Sigmas => Floats("expected_sigmas");

    /// <summary>Indices of the points at which noise was drawn.</summary>
    public int[] NoiseAt => [.. _description["noise_at"]?.AsArray().Select(i => i!.GetValue<int>()) ?? []];

    /// <summary>All cases of a file, by their id.</summary>
    public static IReadOnlyDictionary<string, SchedulerReference> Load(string file) => Loaded.GetOrAdd(file, static name =>
    {
        var tensors = new SafetensorsFile(ReferenceFiles.Path("schedulers", name + ".safetensors"));
        JsonArray cases = JsonNode.Parse(File.ReadAllText(ReferenceFiles.Path("schedulers", name + ".json")))!.AsArray();
        return cases.Select(c => new SchedulerReference(c!.AsObject(), tensors)).ToDictionary(c => c.Id);
    });

    /// <summary>The request that corresponds to what diffusers was given.</summary>
    public static ScheduleRequest Request(JsonObject description, int length) => new()
    {
        Steps = description["steps"]?.GetValue<int>() ?? 0,
        Timesteps = Doubles(description, "timesteps"),
        Sigmas = Doubles(description, "sigmas"),
        Mu = description["mu"]?.GetValue<double>(),
        Strength = description["strength"]?.GetValue<double>() ?? 1,
        BatchSize = description["batch"]?.GetValue<int>() ?? 1,
        SampleLength = length / (description["batch"]?.GetValue<int>() ?? 1),
    };

    /// <inheritdoc cref="Request(JsonObject, int)"/>
    public ScheduleRequest Request() => Request(_description, Tensor("init").Length);

    /// <summary>Whether diffusers scales the sample before the model sees it.</summary>
    public bool ScalesInput => _tensors.Contains($"{Id}.input");

    /// <summary>A tensor of this case.</summary>
    public ReadOnlySpan<float> Tensor(string name) => _tensors.Values<float>($"{Id}.{name}");

    /// <summary>The part of a tensor that belongs to a step, counted from the first one that was taken.</summary>
    public ReadOnlySpan<float> Tensor(string name, int step)
    {
        int length = (int)_tensors.Shape($"{Id}.{name}")[1];
        return Tensor(name).Slice(step * length, length);
    }

    public override string ToString() =>
        $"{ClassName} case {Id}: {_description.ToJsonString()[..Math.Min(400, _description.ToJsonString().Length)]}";

    private static double[]? Doubles(JsonObject description, string name) =>
        description[name]?.AsArray().Select(v => v!.GetValue<double>()).ToArray();

    private float[]? Floats(string name) => Doubles(_description, name)?.Select(v => (float)v).ToArray();

    /// <summary>A run in which differences of the last digit are magnified.</summary>
    /// <param name="File">The file it is in.</param>
    /// <param name="Id">Its name in the file.</param>
    /// <param name="Factor">By how much the tolerance of its samples is larger.</param>
    /// <param name="BetweenProcessors">How far diffusers' own samples are apart on two processors, in tolerances.</param>
    /// <param name="Reason">What magnifies them.</param>
    internal sealed record IllConditioned(string File, string Id, double Factor, double BetweenProcessors, string Reason);
}
