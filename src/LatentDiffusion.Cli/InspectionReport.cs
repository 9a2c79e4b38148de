namespace LatentDiffusion.Cli;

/// <summary>What a model folder holds, on standard output; what is wrong with it, on standard error.</summary>
internal static class InspectionReport
{
    /// <summary>Writes the report. Not as a table: the shapes are long, and must stay whole to be searched.</summary>
    public static void Write(ModelInspection model)
    {
        Line("folder", model.Path);
        Line("family", $"{model.Family ?? "not supported"} ({model.ClassName})");
        Line("scheduler", model.Scheduler?.ClassName ?? "none that is known");
        Line("size", Size(model.Graphs.Sum(g => g.Bytes)));
        foreach (string name in model.MissingOptional) Line("without", $"{name} (optional)");
        foreach (GraphInspection graph in model.Graphs) Write(graph);
        foreach (string problem in model.Problems) Terminal.Error(problem);
    }

    private static void Write(GraphInspection graph)
    {
        Console.Out.WriteLine();
        Line(graph.Name, FormattableString.Invariant($"{Size(graph.Bytes)}, {graph.Parameters / 1e6:0.0} million weights in {graph.WeightType}"));
        foreach (TensorDeclaration input in graph.Inputs) Line("  input", input.ToString());
        foreach (TensorDeclaration output in graph.Outputs) Line("  output", output.ToString());
    }

    private static void Line(string name, string value) => Console.Out.WriteLine($"{name,-12} {value}");

    private static string Size(long bytes) =>
        bytes >= 1e9 ? FormattableString.Invariant($"{bytes / 1e9:0.00} GB") : FormattableString.Invariant($"{bytes / 1e6:0.0} MB");
}
