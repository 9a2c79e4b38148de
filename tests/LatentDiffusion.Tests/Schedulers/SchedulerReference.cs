using System.Collections.Concurrent;
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
    /// By how much timesteps may differ, as a part of the largest. They must agree exactly; only on a processor of another kind than the
    /// references were written on, where torch itself gives others, those that follow from roots, logarithms or sines may differ.
    /// </summary>
    public double TimestepTolerance =>
        TorchMathTests.IsReferenceProcessor ? 0 : LosesLowerLevel ? 5e-6 : HasLogarithmicTimesteps ? 1e-6 : 0;

    /// <summary>
    /// Whether, on a processor of another kind, differences of torch's own functions are magnified: by a step from a level in the thousands
    /// down to a few units (squared cosine betas, zero terminal SNR), and in
    /// <see cref="LosesLowerLevel"/> and <see cref="StartsNearLimit"/>.
    /// </summary>
    public bool IsIllConditioned =>
        !TorchMathTests.IsReferenceProcessor
        && (LosesLowerLevel || StartsNearLimit || Sigmas is { Length: > 0 } sigmas && sigmas.Max() > 1000);

    /// <summary>
    /// A first step from nearly no noise, or in a flow from nearly nothing else, multiplies the sample by tens to hundreds.
    /// </summary>
    private bool StartsNearLimit =>
        ClassName is "DPMSolverMultistepInverseScheduler" or "SASolverScheduler"
        || _description["config"]!["use_flow_sigmas"]?.GetValue<bool>() == true && Sigmas is { Length: > 0 } sigmas && sigmas[0] > 0.99f;

    /// <summary>KDPM2 ancestral takes the root of a difference of nearly equal squares in single precision, and divides by it.</summary>
    private bool LosesLowerLevel => ClassName == "KDPM2AncestralDiscreteScheduler";

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
}
