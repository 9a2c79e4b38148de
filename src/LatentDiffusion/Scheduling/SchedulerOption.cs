using System.Text.Json.Nodes;

namespace LatentDiffusion.Scheduling;

/// <summary>One option of <see cref="SchedulerOptions"/>: its name, its place there, and what it may be.</summary>
/// <param name="name">As diffusers writes it.</param>
internal abstract class SchedulerOption(string name)
{
    /// <summary>As diffusers writes it: <c>beta_start</c>.</summary>
    public string Name { get; } = name;

    /// <summary>Whether the option has a value.</summary>
    public abstract bool IsSet(SchedulerOptions options);

    /// <summary>Options with the value that others have.</summary>
    /// <param name="from">Where the value is taken from.</param>
    /// <param name="to">All other values.</param>
    public abstract SchedulerOptions Copy(SchedulerOptions from, SchedulerOptions to);

    /// <summary>The value in JSON, or null where there is none.</summary>
    public abstract JsonNode? ToJson(SchedulerOptions options);

    /// <summary>Options with a value out of a file.</summary>
    /// <exception cref="ModelFormatException">It is of another kind; the message names option and value.</exception>
    public abstract SchedulerOptions Read(JsonNode value, SchedulerOptions options);

    /// <summary>What is wrong with the value, or null where it is allowed or there is none.</summary>
    public abstract string? Fault(SchedulerOptions options);

    public override string ToString() => Name;
}

/// <summary>An option of a type.</summary>
/// <typeparam name="TValue">The type, which has null.</typeparam>
/// <param name="name">As diffusers writes it.</param>
/// <param name="get">Its value.</param>
/// <param name="set">Options with another value.</param>
/// <param name="format">How it is written, and what it may be.</param>
internal sealed class SchedulerOption<TValue>(
    string name,
    Func<SchedulerOptions, TValue> get,
    Func<SchedulerOptions, TValue, SchedulerOptions> set,
    OptionFormat<TValue> format) : SchedulerOption(name)
{
    /// <inheritdoc/>
    public override bool IsSet(SchedulerOptions options) => get(options) is not null;

    /// <inheritdoc/>
    public override SchedulerOptions Copy(SchedulerOptions from, SchedulerOptions to) => set(to, get(from));

    /// <inheritdoc/>
    public override JsonNode? ToJson(SchedulerOptions options) => get(options) is { } value ? format.Write(value) : null;

    /// <inheritdoc/>
    public override SchedulerOptions Read(JsonNode value, SchedulerOptions options) => format.Read(value) is { } read
        ? set(options, read)
        : throw new ModelFormatException($"'{Name}' should be {format.Kind}, but is {ShownJson.Of(value)}.");

    /// <inheritdoc/>
    public override string? Fault(SchedulerOptions options) =>
        get(options) is { } value && format.Fault(value) is { } fault ? $"'{Name}' {fault}." : null;
}
