namespace LatentDiffusion.Cli;

/// <summary>What a model holds, on standard output; what is wrong with it, on standard error.</summary>
internal static class InspectionReport
{
    /// <summary>Writes the report. Not as a table: the shapes are long, and must stay whole to be searched.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">How it would be loaded.</param>
    public static void Write(ModelInspection model, PipelineOptions options)
    {
        Line(File.Exists(model.Path) ? "file" : "folder", model.Path);
        Line("family", $"{model.Family ?? "not supported"} ({model.ClassName})");
        Line("scheduler", model.Scheduler?.ClassName ?? "none that is known");
        Line("size", ByteSize.Text(model.Graphs.Sum(g => g.Bytes)));
        int threads = Math.Min(options.Threads ?? PipelineOptions.DefaultThreads, Environment.ProcessorCount);
        Line("hardware", options.Provider == ExecutionProviders.Cpu
            ? FormattableString.Invariant($"cpu, threads: {threads}") : options.Provider.Name);
        foreach (string name in model.MissingOptional) Line("without", $"{name} (optional)");
        if (model.UnusedTensors is { Count: > 0 } unused) Line("not used", Some(unused));
        foreach (GraphInspection graph in model.Graphs) Write(graph);
        foreach (string problem in model.Problems) Terminal.Error(problem);
    }

    private static void Write(GraphInspection graph)
    {
        Console.Out.WriteLine();
        Line(
            graph.Name,
            $"{ByteSize.Text(graph.Bytes)}, {Count(graph.Parameters)} weights in {graph.WeightType}, computed in {graph.ComputesIn}");
        foreach (TensorDeclaration input in graph.Inputs) Line("  input", input.ToString());
        foreach (TensorDeclaration output in graph.Outputs) Line("  output", output.ToString());
    }

    private static string Some(IReadOnlyList<string> keys)
    {
        const int Shown = 4;
        return string.Join(", ", keys.Take(Shown)) + (keys.Count > Shown ? $" and {keys.Count - Shown} more tensors" : "");
    }

    private static void Line(string name, string value) => Console.Out.WriteLine($"{name,-12} {value}");

    private static string Count(long weights) => weights switch
    {
        >= 1_000_000_000 => FormattableString.Invariant($"{weights / 1e9:0.00} billion"),
        >= 1_000_000 => FormattableString.Invariant($"{weights / 1e6:0.0} million"),
        _ => FormattableString.Invariant($"{weights:N0}"),
    };
}
