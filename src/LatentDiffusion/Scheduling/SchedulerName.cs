namespace LatentDiffusion;

/// <summary>A short name of a sampling method, as users know it from other tools, and what it stands for.</summary>
/// <param name="Name">For example <c>dpm++ 2m karras</c>.</param>
/// <param name="ClassName">The class of diffusers that it stands for.</param>
/// <param name="Options">The options that it sets; all others are the model's own, or the defaults of the method.</param>
public sealed record SchedulerName(string Name, string ClassName, SchedulerOptions Options)
{
    /// <summary>Class and options in one line, for lists.</summary>
    public string Meaning => string.Join(", ", Options.Set.Select(o => $"{o.Name} = {o.ToJson(Options)}").Prepend(ClassName));
}
