using ScottPlot;

namespace LatentDiffusion.Evaluation;

/// <summary>Error against evaluations, on logarithmic axes, with the Pareto front marked.</summary>
internal static class SchedulerPlot
{
    private const float FrontWidth = 9, LineWidth = 2;
    private const int NextMarkers = 3; // by which markers are shifted from round to round of the colours, so that no two lines look alike

    // Okabe and Ito's colours, told apart by the colour-blind too (https://jfly.uni-koeln.de/color/), in two rounds of line patterns.
    private static readonly string[] Palette = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"];
    private static readonly MarkerShape[] Markers =
    [
        MarkerShape.FilledCircle, MarkerShape.FilledSquare, MarkerShape.FilledTriangleUp, MarkerShape.FilledDiamond,
        MarkerShape.FilledTriangleDown, MarkerShape.OpenCircle, MarkerShape.OpenSquare,
    ];

    /// <summary>Draws the plot.</summary>
    /// <param name="result">The benchmark.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <returns>A PNG file.</returns>
    public static byte[] Draw(SchedulerBenchmarkResult result, int width, int height)
    {
        using Plot plot = new();
        DrawFront(plot, [.. result.Runs.Where(r => r.IsOnFront && r.LatentError > 0)]);
        int series = 0;
        foreach (IGrouping<string, SchedulerRun> runs in result.Runs.GroupBy(r => r.Scheduler)) Add(plot, runs, series++);
        if (result.ReferenceError > 0) DrawFloor(plot, result.ReferenceError);
        SchedulerBenchmarkOptions options = result.Options;
        string prompts = options.Prompts.Count == 1 ? "1 prompt" : FormattableString.Invariant($"{options.Prompts.Count} prompts");
        plot.Title(
            FormattableString.Invariant(
                $"Distance to {options.Reference} with {options.ReferenceSteps} steps: {result.Model}, {prompts}"),
            17);
        plot.XLabel("evaluations of the model", 15);
        plot.YLabel("relative error of the latents", 15);
        LogAxes.Apply(
            plot, result.Runs.Select(r => (double)r.Evaluations), result.Runs.Select(r => r.LatentError).Append(result.ReferenceError));
        plot.Legend.FontSize = 14;
        PlotFont.Apply(plot);
        plot.Legend.FontName = PlotFont.Name;
        plot.ShowLegend(Edge.Right);
        return plot.GetImageBytes(width, height, ScottPlot.ImageFormat.Png);
    }

    private static void Add(Plot plot, IGrouping<string, SchedulerRun> runs, int series)
    {
        SchedulerRun[] shown = [.. runs.Where(r => r.LatentError > 0 && double.IsFinite(r.LatentError)).OrderBy(r => r.Evaluations)];
        if (shown.Length == 0) return;
        double[] x = [.. shown.Select(r => Math.Log10(r.Evaluations))], y = [.. shown.Select(r => Math.Log10(r.LatentError))];
        var line = plot.Add.Scatter(x, y, Color.FromHex(Palette[series % Palette.Length]));
        line.LegendText = shown[0].IsStochastic ? $"{runs.Key} (adds noise)" : runs.Key;
        line.LineWidth = LineWidth;
        line.LinePattern = shown[0].IsStochastic ? LinePattern.Dotted
            : series >= Palette.Length ? LinePattern.Dashed : LinePattern.Solid;
        line.MarkerShape = Markers[(series + series / Palette.Length * NextMarkers) % Markers.Length];
        line.MarkerSize = 9;
    }

    private static void DrawFront(Plot plot, SchedulerRun[] front)
    {
        if (front.Length == 0) return;
        front = [.. front.OrderBy(r => r.Evaluations).ThenByDescending(r => r.LatentError)];
        var line = plot.Add.Scatter(
            front.Select(r => Math.Log10(r.Evaluations)).ToArray(), front.Select(r => Math.Log10(r.LatentError)).ToArray(),
            Colors.Gold.WithAlpha(0.6));
        line.LineWidth = FrontWidth;
        line.MarkerSize = 2 * FrontWidth;
        line.LegendText = "Pareto front";
    }

    private static void DrawFloor(Plot plot, double error)
    {
        var floor = plot.Add.HorizontalLine(Math.Log10(error), 2, Colors.Gray, LinePattern.Dashed);
        floor.LegendText = "the reference itself";
    }
}
