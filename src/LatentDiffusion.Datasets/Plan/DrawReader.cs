using static LatentDiffusion.Requests.RequestBounds;

namespace LatentDiffusion.Datasets;

/// <summary>Reads how samples are drawn.</summary>
internal static class DrawReader
{
    private const double MostGuidance = 1000, MostControl = 100;

    /// <summary>Reads the table; without one all is the model's.</summary>
    public static DrawSettings Read(PlanTable? table)
    {
        if (table is null) return new DrawSettings();
        DrawSettings draw = new()
        {
            Steps = table.WholeDistribution("steps", 1, MaxSteps),
            Guidance = table.Distribution("guidance", -MostGuidance, MostGuidance),
            Strength = table.Distribution("strength", 0, 1),
            ControlScale = table.Distribution("control_scale", -MostControl, MostControl),
            Schedulers = table.Texts("schedulers"),
            Negative = table.Texts("negative"),
            Width = (int?)table.Whole("width", 1, MaxSide),
            Height = (int?)table.Whole("height", 1, MaxSide),
            Syntax = table.Name<PromptSyntax>("syntax") ?? PromptSyntax.Plain,
        };
        if (draw.Strength is { } strength)
        {
            table.Require(strength.Least > 0, "strength", "is as little as 0, which keeps pictures as they are");
            if (draw.Steps is { } steps)
                table.Require(
                    DrawSettings.LeavesStep(steps.Least, strength.Least), "strength",
                    FormattableString.Invariant($"is as little as {strength.Least}, which leaves none of {steps.Least} steps"));
        }

        foreach (string name in draw.Schedulers?.Values ?? [])
            try
            {
                Schedulers.FromName(name);
            }
            catch (ArgumentException e)
            {
                throw new PlanException(table.File, table.LineOf("schedulers"), $"'schedulers': {Shown.Cause(e)}", e);
            }

        table.RequireAllRead();
        return draw;
    }
}
