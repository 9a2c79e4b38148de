using LatentDiffusion.Errors;
using LatentDiffusion.Scheduling;

namespace LatentDiffusion;

public static partial class Schedulers
{
    /// <summary>The short names that <see cref="FromName"/> knows, with what each stands for.</summary>
    public static IReadOnlyList<SchedulerName> Names => SchedulerNames.All;

    /// <summary>Makes a scheduler by a name that users know from other tools.</summary>
    /// <param name="name">
    /// For example <c>euler a</c> or <c>dpm++ 2m sde karras</c>, see <see cref="Names"/>; or the name of a class, with or without
    /// <c>Scheduler</c>. Case does not matter, nor do spaces, underscores and hyphens; <c>pp</c> may stand for <c>++</c>. Behind a colon
    /// may be options, under diffusers' names: <c>lcm:original_inference_steps=50,timestep_scaling=5</c>.
    /// </param>
    /// <param name="options">Options that go before those of the name.</param>
    /// <exception cref="ArgumentException">No such name (the message lists near ones), or an option that the method refuses.</exception>
    public static Scheduler FromName(string name, SchedulerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        (name, SchedulerOptions? behind) = NamedOptions.Split(name);
        SchedulerName? found = SchedulerNames.Find(name);
        if (found is null)
        {
            string near = string.Join(", ", SchedulerNames.Near(name).Select(n => $"'{n}'"));
            throw new ArgumentException($"There is no scheduler '{Shown.Of(name)}'. Near to it are: {near}.", nameof(name));
        }

        return Create(found.ClassName, (options ?? SchedulerOptions.Empty).Over(behind ?? SchedulerOptions.Empty).Over(found.Options));
    }
}
