using LatentDiffusion.Model;

namespace LatentDiffusion.Prompts;

/// <summary>An encoded prompt that may change from step to step.</summary>
/// <param name="Steps">The encoding at each step; beyond them the last.</param>
internal sealed record ScheduledEncoding(IReadOnlyList<TextEncoding> Steps)
{
    /// <summary>The hidden states as an input of the denoiser.</summary>
    public ConditionTensor States(string input) => new(input, [.. Steps.Select(s => s.States)], Steps[0].Shape);

    /// <summary>The pooled state as an input of the denoiser.</summary>
    public ConditionTensor Pooled(string input) => new(input, [.. Steps.Select(s => s.Pooled)], [Steps[0].Pooled.Length]);

    /// <summary>The same shape, all zero.</summary>
    public ScheduledEncoding Zeros() => new([Steps[0].Zeros()]);

    /// <summary>Tells a user what was left out.</summary>
    public ScheduledEncoding Warn(string prompt, List<string> warnings)
    {
        foreach (TextEncoding encoding in Steps.Distinct()) encoding.Warn(prompt, warnings);
        return this;
    }
}
