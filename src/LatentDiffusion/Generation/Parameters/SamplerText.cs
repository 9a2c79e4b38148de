using System.Text.Json;
using System.Text.Json.Nodes;
using LatentDiffusion.Errors;
using LatentDiffusion.Scheduling;
using LatentDiffusion.Storage;

namespace LatentDiffusion.Generation;

/// <summary>A scheduler in the text of a picture, under the names of stable-diffusion-webui where it has them.</summary>
/// <param name="Sampler">The method: <c>DPM++ 2M</c>; the name of the class where no short name fits.</param>
/// <param name="ScheduleType">The spacing of noise levels: <c>Karras</c>; null beside the name of a class.</param>
/// <param name="Options">
/// What goes beyond both and the model's own options, as a JSON object of diffusers' names; null for nothing.
/// </param>
internal sealed record SamplerText(string Sampler, string? ScheduleType, string? Options)
{
    private const StringComparison AnyCase = StringComparison.OrdinalIgnoreCase;

    /// <summary>
    /// The text from which, on the same model, a scheduler is read that draws the same.
    /// </summary>
    /// <param name="scheduler">The scheduler.</param>
    /// <param name="model">The options of the model, which stand behind those of the scheduler, with the request's eta.</param>
    public static SamplerText Of(Scheduler scheduler, SchedulerOptions model)
    {
        if (Schedulers.Find(scheduler.ClassName) is not { } kind) return new(scheduler.ClassName, null, null);
        SchedulerOptions behind = model.Only(kind.Accepts).Over(kind.Defaults), effective = scheduler.Options.Over(behind);
        SchedulerName? name = SchedulerNames.All
            .Where(n => n.ClassName == kind.ClassName && n.Options.Set.All(option => Same(option, n.Options, effective)))
            .MaxBy(n => n.Options.Set.Count());
        SchedulerOptions told = (name?.Options ?? SchedulerOptions.Empty).Over(behind);
        HashSet<SchedulerOption> further = [.. effective.Set.Where(option => !Same(option, told, effective))];
        string? options = further.Count == 0 ? null : effective.Only(further).ToJson();
        if (name is null) return new(kind.ClassName, null, options);
        var (sampler, spacing) = SamplerLabels.Of(name.Name);
        return new(sampler, spacing, options);
    }

    /// <summary>The scheduler.</summary>
    /// <param name="isForeign">Whether another program wrote the text, whose automatic spacings are those of webui.</param>
    /// <exception cref="ArgumentException">There is none of this name, or it does not know an option.</exception>
    public Scheduler Read(bool isForeign)
    {
        string? spacing = ScheduleType is null || ScheduleType.Equals("Automatic", AnyCase)
            ? isForeign && ScheduleType is not null ? SamplerLabels.AutomaticSpacing(Sampler) : null
            : SamplerLabels.IsPlain(ScheduleType) ? null : ScheduleType;
        return Schedulers.FromName(spacing is null ? Sampler : $"{Sampler} {spacing}", Further());
    }

    private SchedulerOptions? Further()
    {
        if (Options is null) return null;
        try
        {
            return JsonNode.Parse(Options, documentOptions: StrictJson.Options) is JsonObject json
                ? SchedulerOptions.FromJson(json)
                : throw new ModelFormatException("it is not a JSON object.");
        }
        catch (Exception e) when (e is JsonException or ModelFormatException or InvalidOperationException)
        {
            throw new ArgumentException($"'Scheduler options' is '{Shown.Of(Options)}': {e.Message}", e);
        }
    }

    private static bool Same(SchedulerOption option, SchedulerOptions a, SchedulerOptions b) =>
        JsonNode.DeepEquals(option.ToJson(a), option.ToJson(b));
}
