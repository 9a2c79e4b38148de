using LatentDiffusion.Errors;
using LatentDiffusion.Storage;

namespace LatentDiffusion.Checkpoints;

/// <summary>
/// What a checkpoint says of the schedule that it was trained with, by tensors that authors put into it for that, else by the metadata of
/// its header. It goes before the scheduler's configuration, which does not come from the file (<see cref="MarkedScheduler"/>).
/// </summary>
internal sealed record CheckpointMarkers
{
    // https://github.com/AUTOMATIC1111/stable-diffusion-webui/pull/16567, https://github.com/comfyanonymous/ComfyUI/pull/5573
    private const string Velocity = "v_pred", ZeroSnrKey = "ztsnr", EdmMax = "edm_vpred.sigma_max", EdmMin = "edm_vpred.sigma_min";
    private const string EdmMean = "edm_mean"; // of Playground 2.5
    private const double DefaultEdmMin = 0.002; // of CosXL, whose authors made these keys

    /// <summary>https://github.com/Stability-AI/ModelSpec; ComfyUI has a name of its own for it.</summary>
    private static readonly string[] Predictions = ["modelspec.prediction_type", "modelspec.predict_key", "prediction_type"];

    /// <summary>What kohya-ss writes of a training.</summary>
    private const string KohyaVelocity = "ss_v_parameterization", KohyaZeroSnr = "ss_zero_terminal_snr";

    private const string Architecture = "modelspec.architecture";

    /// <summary>What the model predicts, and what says so; null where the file does not say.</summary>
    public (PredictionType Type, string Reason)? Prediction { get; private init; }

    /// <summary>What says otherwise, where something does.</summary>
    public string? Contradiction { get; private init; }

    /// <summary>What could not be understood and is not followed, each as a sentence that names file, key and value.</summary>
    public IReadOnlyList<string> Unknown { get; private init; } = [];

    /// <summary>Whether the last step of the training was pure noise.</summary>
    public bool ZeroSnr { get; private init; }

    /// <summary>The noise levels of a model in the frame of Karras et al. 2022 (EDM) that predicts velocity; null for others.</summary>
    public (double Min, double Max)? Edm { get; private init; }

    /// <summary>Whether the file has the mean of the latents of such a model; nothing in it says which noise levels it knows.</summary>
    public bool HasEdmMean { get; private init; }

    /// <summary>Reads the markers of a checkpoint.</summary>
    /// <exception cref="ModelFormatException">The number in one cannot be read; the message names file and key.</exception>
    public static CheckpointMarkers Of(Weights weights)
    {
        ComponentKeys keys = ComponentKeys.OfDenoiser(weights);
        List<string> unknown = [];
        (PredictionType Type, string Reason)[] stated = [.. Stated(weights, keys, unknown)];
        var other = stated.FirstOrDefault(s => s.Type != stated[0].Type);
        return new CheckpointMarkers
        {
            Prediction = stated is [var first, ..] ? first : null,
            Contradiction = other.Reason,
            ZeroSnr = keys.Find(ZeroSnrKey) is not null || Flag(weights, KohyaZeroSnr, unknown) == true,
            Edm = keys.Find(EdmMax) is { } max
                ? (keys.Find(EdmMin) is { } min ? StoredNumber.Of(min) : DefaultEdmMin, StoredNumber.Of(max)) : null,
            HasEdmMean = keys.Find(EdmMean) is not null,
            Unknown = unknown,
        };
    }

    /// <summary>What is said of the prediction, the surest first.</summary>
    private static IEnumerable<(PredictionType Type, string Reason)> Stated(Weights weights, ComponentKeys keys, List<string> unknown)
    {
        foreach (string key in (string[])[Velocity, EdmMax])
            if (keys.Find(key) is not null) yield return (PredictionType.VPrediction, $"the key '{key}'");
        foreach (string key in Predictions)
            if (Type(weights, key, unknown) is { } type) yield return (type, $"'{key}' in the metadata");
        if (Flag(weights, KohyaVelocity, unknown) is { } velocity)
            yield return (velocity ? PredictionType.VPrediction : PredictionType.Epsilon, $"'{KohyaVelocity}' in the metadata");
        if (weights.Metadata.TryGetValue(Architecture, out string? architecture)
            && architecture.StartsWith("stable-diffusion-v2", StringComparison.OrdinalIgnoreCase))
        {
            if (architecture.EndsWith("-v", StringComparison.OrdinalIgnoreCase))
                yield return (PredictionType.VPrediction, $"'{Architecture}' in the metadata");
            else if (architecture.Contains("-512", StringComparison.Ordinal))
                yield return (PredictionType.Epsilon, $"'{Architecture}' in the metadata");
        }
    }

    private static PredictionType? Type(Weights weights, string key, List<string> unknown)
    {
        string? value = Word(weights, key)?.Replace('-', '_');
        PredictionType? type = value switch
        {
            "epsilon" or "eps" => PredictionType.Epsilon,
            "v" or "v_pred" or "v_prediction" or "velocity" => PredictionType.VPrediction,
            "sample" or "original_sample" or "x0" => PredictionType.Sample,
            "flow" or "flow_prediction" or "flow_matching" or "rectified_flow" => PredictionType.FlowPrediction,
            _ => null,
        };
        if (value is not null && type is null) unknown.Add(NotUnderstood(weights, key, "what the model predicts"));
        return type;
    }

    private static bool? Flag(Weights weights, string key, List<string> unknown)
    {
        string? value = Word(weights, key);
        bool? flag = value switch { "true" or "1" => true, "false" or "0" => false, _ => null };
        if (value is not null && flag is null) unknown.Add(NotUnderstood(weights, key, "true or false"));
        return flag;
    }

    /// <summary>A value in lower case; null where it is absent or one of those by which tools say that they do not know.</summary>
    private static string? Word(Weights weights, string key) =>
        weights.Metadata.GetValueOrDefault(key)?.Trim().ToLowerInvariant() is { } value and not ("" or "none" or "null" or "unknown")
            ? value : null;

    private static string NotUnderstood(Weights weights, string key, string kind) =>
        $"{weights.Path}: '{key}' in the metadata is '{Shown.Of(weights.Metadata[key])}', which does not say {kind}; it is not followed.";
}
