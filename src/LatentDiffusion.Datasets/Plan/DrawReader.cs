namespace LatentDiffusion.Datasets;

/// <summary>Reads how samples are drawn.</summary>
internal static class DrawReader
{
    private const int MostSteps = 1000, LargestSide = 16384;
    private const double MostGuidance = 1000, MostControl = 100;

    /// <summary>Reads the table; without one all is the model's.</summary>
    public static DrawSettings Read(PlanTable? table)
    {
        if (table is null) return new DrawSettings();
        DrawSettings draw = new()
        {
            Steps = table.WholeDistribution("steps", 1, MostSteps),
            Guidance = table.Distribution("guidance", -MostGuidance, MostGuidance),
            Strength = table.Distribution("strength", 0, 1),
            ControlScale = table.Distribution("control_scale", -MostControl, MostControl),
            Schedulers = table.Texts("schedulers"),
            Negative = table.Texts("negative"),
            Width = (int?)table.Whole("width", 1, LargestSide),
            Height = (int?)table.Whole("height", 1, LargestSide),
            Syntax = table.Name<PromptSyntax>("syntax") ?? PromptSyntax.Plain,
        };
        if (draw.Strength is { } strength) table.Require(strength.Most > 0, "strength", "is 0, which keeps pictures as they are");
        if (draw.Strength is { } share && draw.Steps is { } steps)
            table.Require(
                Math.Floor(steps.Least * share.Least) >= 1, "strength",
                FormattableString.Invariant($"is as little as {share.Least}, which leaves none of {steps.Least} steps"));
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
