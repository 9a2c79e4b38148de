using LatentDiffusion.Scheduling;

namespace LatentDiffusion;

public static partial class Schedulers
{
    /// <summary>Reads a <c>scheduler_config.json</c> as diffusers writes it.</summary>
    /// <param name="json">The text of the file.</param>
    /// <returns>The scheduler it names, all options in it, and a warning for each key that no scheduler knows.</returns>
    /// <remarks>
    /// Options of other methods are tolerated, because diffusers carries them along when the scheduler of a model is exchanged (Stable
    /// Diffusion 1.5 has <c>clip_sample</c> beside PNDM), but must be in their range too.
    /// </remarks>
    /// <exception cref="ModelFormatException">
    /// Not JSON, no or an unknown class, a value of the wrong kind or out of range, or an option that is known but not supported.
    /// </exception>
    public static SchedulerConfiguration FromConfig(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return ConfigurationReader.Read(json);
    }

    /// <summary>Makes a scheduler by the name of its class.</summary>
    /// <param name="className">For example <c>EulerDiscreteScheduler</c>.</param>
    /// <param name="options">Options that differ from the model's own and from the defaults.</param>
    /// <exception cref="ArgumentException">No such class, or an option that it does not know or that is out of range.</exception>
    public static Scheduler Create(string className, SchedulerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(className);
        SchedulerKind kind = Find(className) ?? throw new ArgumentException(
            $"There is no scheduler {ShownJson.Key(className)}. There are: {string.Join(", ", ClassNames)}.", nameof(className));
        return kind.Create(options);
    }

    /// <summary>The classes whose descriptions say something.</summary>
    internal static IEnumerable<string> ThatAre(Func<SchedulerKind, bool> wanted) =>
        Kinds.Values.Where(wanted).Select(kind => kind.ClassName);

    /// <summary>The description of a class that the catalogue has.</summary>
    internal static SchedulerKind KindOf(string className) => Kinds[className];

    /// <summary>The description of a class, or null.</summary>
    internal static SchedulerKind? Find(string className) => Kinds.GetValueOrDefault(className);
}
