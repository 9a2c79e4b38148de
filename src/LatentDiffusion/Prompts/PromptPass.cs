using System.Globalization;

namespace LatentDiffusion.Prompts;

/// <summary>The steps over which a prompt is read.</summary>
/// <param name="Steps">The number of steps.</param>
/// <param name="StepsBefore">
/// The number of steps of the first pass, when this is the second one of hires fix; null when it is the first.
/// </param>
internal readonly record struct PromptPass(int Steps, int? StepsBefore = null)
{
    /// <summary>
    /// The last step before a change: a number with a point is a fraction of the steps (in the second pass 1.0 is its start), a whole
    /// number is a step (the second pass goes on counting).
    /// </summary>
    public int StepOf(string when)
    {
        double number = double.Parse(when, NumberStyles.Float, CultureInfo.InvariantCulture);
        double step = when.Contains('.', StringComparison.Ordinal)
            ? (number - (StepsBefore is null ? 0 : 1)) * Steps
            : number - (StepsBefore ?? 0);
        return (int)Math.Clamp(Math.Truncate(step), int.MinValue, Steps);
    }
}
