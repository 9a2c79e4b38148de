using System.Text.Json;
using System.Text.Json.Nodes;
using LatentDiffusion.Storage;

namespace LatentDiffusion.Scheduling;

/// <summary>Reads a <c>scheduler_config.json</c> as diffusers' Python does.</summary>
internal static class ConfigurationReader
{
    /// <summary>Keys without a meaning here: noise is handed in, and the size of a latent is fixed.</summary>
    private static readonly HashSet<string> WithoutMeaning = ["noise_sampler_seed", "upscale_mode"];

    /// <summary>Keys that would change samples, with what they ask for; they are refused unless they are null or empty.</summary>
    private static readonly Dictionary<string, string> Unsupported = new(StringComparer.Ordinal)
    {
        ["solver_p"] = "another solver as predictor",
        ["tau_func"] = "a function of Python for the strength of the noise",
        ["scale_factors"] = "latents that change their size between steps",
    };

    /// <summary>Reads the text of a file.</summary>
    /// <exception cref="ModelFormatException">The message names key, value and rule.</exception>
    public static SchedulerConfiguration Read(string json)
    {
        try
        {
            JsonObject config = JsonNode.Parse(PythonJson.QuoteSpecials(json), documentOptions: StrictJson.Options) as JsonObject
                ?? throw new ModelFormatException("it is not a JSON object.");
            SchedulerKind kind = Kind(config["_class_name"]);
            Normalize(config, kind.ClassName);
            List<string> warnings = [];
            SchedulerOptions options = Options(config, warnings);
            if (options.Fault is { } fault) throw new ModelFormatException(fault);
            SchedulerOptions own = options.Only(kind.Accepts);
            ScheduleRules.CheckTogether(kind, own.Over(kind.Defaults));
            return new SchedulerConfiguration(kind.Create(own), options, warnings);
        }
        catch (Exception e) when (e is ModelFormatException or JsonException or InvalidOperationException or ArgumentException)
        {
            throw new ModelFormatException($"The scheduler configuration cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Options out of an object of diffusers' names.</summary>
    /// <param name="config">The object.</param>
    /// <param name="warnings">Receives a line for each key that no scheduler knows; null to refuse such keys.</param>
    /// <exception cref="ModelFormatException">A value of the wrong kind; the message names key and value.</exception>
    public static SchedulerOptions Options(JsonObject config, List<string>? warnings)
    {
        SchedulerOptions options = SchedulerOptions.Empty;
        foreach (var (key, value) in config)
        {
            if (value is null or JsonArray { Count: 0 } || WithoutMeaning.Contains(key)) continue;
            if (Option.Find(key) is { } option)
                options = option.Read(value, options);
            else if (Unsupported.TryGetValue(key, out string? meaning))
                throw new ModelFormatException($"'{key}' asks for {meaning}, which is not supported: {ShownJson.Of(value)}.");
            else if (warnings is not null)
                warnings.Add($"{ShownJson.Key(key)} is unknown and has no effect: {ShownJson.Of(value)}.");
            else
                throw new ModelFormatException($"no scheduler knows the option {ShownJson.Key(key)}.");
        }

        return options;
    }

    private static SchedulerKind Kind(JsonNode? name)
    {
        if (name is null) throw new ModelFormatException("it has no '_class_name'.");
        string known = string.Join(", ", Schedulers.ClassNames);
        return name is JsonValue value && value.TryGetValue(out string? text)
            ? Schedulers.Find(text)
                ?? throw new ModelFormatException($"its class {ShownJson.Of(name)} is not supported. Supported: {known}.")
            : throw new ModelFormatException($"'_class_name' should be the name of a class, but is {ShownJson.Of(name)}.");
    }

    /// <summary>
    /// Leaves the options that have a value: without private entries and those of <c>_use_default_values</c>, which stand for the defaults
    /// of whichever class reads them. A null where a boolean belongs is false, as in Python.
    /// </summary>
    private static void Normalize(JsonObject config, string className)
    {
        foreach (JsonNode? name in config["_use_default_values"] as JsonArray ?? []) config.Remove(name?.ToString() ?? "");
        foreach (var (key, value) in config.ToList())
        {
            if (key.StartsWith('_')) config.Remove(key);
            else if (value is null && Option.Find(key) is SchedulerOption<bool?>) config[key] = false;
        }

        // An old name that only Euler still reads.
        if (className == Schedulers.EulerDiscrete().ClassName && config["prediction_type"]?.ToString() == "original_sample")
            config["prediction_type"] = "sample";
    }
}
