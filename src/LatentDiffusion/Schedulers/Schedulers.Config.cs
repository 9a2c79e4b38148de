using System.Text.Json;
using System.Text.Json.Nodes;

namespace LatentDiffusion;

public static partial class Schedulers
{
    /// <summary>Reads a <c>scheduler_config.json</c> as diffusers writes it.</summary>
    /// <param name="json">The text of the file.</param>
    /// <returns>The scheduler it names, and all options in it, which other schedulers on the same model take over.</returns>
    /// <remarks>
    /// Options of other methods are tolerated, because diffusers carries them along when the scheduler of a model is exchanged (Stable
    /// Diffusion 1.5 has <c>clip_sample</c> beside PNDM). An option that no method knows is an error.
    /// </remarks>
    /// <exception cref="ModelFormatException">
    /// Not JSON, no or an unknown class, an unknown option, or a value of the wrong kind.
    /// </exception>
    public static (Scheduler Scheduler, SchedulerOptions Options) FromConfig(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            JsonObject config = JsonNode.Parse(SchedulerOptions.QuoteInfinities(json), documentOptions: StrictJson.Options) as JsonObject
                ?? throw new JsonException("It is not a JSON object.");
            SchedulerKind kind = Kind(config["_class_name"]?.GetValue<string>() ?? throw new JsonException("It has no '_class_name'."));
            PythonConfiguration.Normalize(config);
            SchedulerOptions options = SchedulerOptions.FromJson(config);
            return (kind.Create(options.Only(kind.Accepts)), options);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ModelFormatException($"The scheduler configuration cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Makes a scheduler by the name of its class.</summary>
    /// <param name="className">For example <c>EulerDiscreteScheduler</c>.</param>
    /// <param name="options">Options that differ from the model's own and from the defaults.</param>
    /// <exception cref="ArgumentException">No such class, or an option it does not know.</exception>
    public static Scheduler Create(string className, SchedulerOptions? options = null) =>
        Kinds.TryGetValue(className, out SchedulerKind? kind)
            ? kind.Create(options)
            : throw new ArgumentException(
                $"There is no scheduler '{className}'. There are: {string.Join(", ", ClassNames)}.", nameof(className));

    /// <summary>The description of a class that the catalogue has.</summary>
    internal static SchedulerKind KindOf(string className) => Kinds[className];

    private static SchedulerKind Kind(string className) =>
        Kinds.TryGetValue(className, out SchedulerKind? kind)
            ? kind
            : throw new JsonException($"its class '{className}' is not supported. Supported: {string.Join(", ", ClassNames)}.");
}
