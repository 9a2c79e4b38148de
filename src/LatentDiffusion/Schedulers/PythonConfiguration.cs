using System.Text.Json;
using System.Text.Json.Nodes;

namespace LatentDiffusion;

/// <summary>Takes the values of a <c>scheduler_config.json</c> as diffusers' Python takes them.</summary>
internal static class PythonConfiguration
{
    private static readonly string[] Booleans =
        [.. SchedulerOptionsJson.Default.SchedulerOptions.Properties.Where(p => p.PropertyType == typeof(bool?)).Select(p => p.Name)];

    /// <summary>
    /// Leaves the options that have a value: without private entries, those of <c>_use_default_values</c>, which stand for the defaults of
    /// whichever class reads them, and nulls. A null or a number where a boolean belongs counts as false or true.
    /// </summary>
    public static void Normalize(JsonObject config)
    {
        foreach (JsonNode? name in config["_use_default_values"] as JsonArray ?? []) config.Remove(name?.ToString() ?? "");
        foreach (string name in Booleans)
        {
            if (config.TryGetPropertyValue(name, out JsonNode? value) && (value is null || value.GetValueKind() == JsonValueKind.Number))
                config[name] = value is not null && value.GetValue<double>() != 0;
        }

        // An old name that only Euler still reads.
        if (config["_class_name"]!.GetValue<string>() == "EulerDiscreteScheduler"
            && config["prediction_type"]?.ToString() == "original_sample")
        {
            config["prediction_type"] = "sample";
        }

        foreach (string name in config.Where(o => o.Value is null || o.Key.StartsWith('_')).Select(o => o.Key).ToList())
            config.Remove(name);
    }
}
