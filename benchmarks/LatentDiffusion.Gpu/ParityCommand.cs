using System.CommandLine;

namespace LatentDiffusion.Gpu;

/// <summary>Compares generations with diffusers'.</summary>
internal static class ParityCommand
{
    // Exit codes: cases failed (1 is any other failure), and: start a new process, which does the rest.
    private const int CasesFailed = 2, GoOn = 3;

    /// <summary>Describes the command.</summary>
    public static Command Create()
    {
        Argument<string> models = new("models") { Description = "emoji (the default model), tiny, or all." };
        models.AcceptOnlyFromAmong("emoji", "tiny", "all");
        Argument<Precision> precision = new("precision") { Description = "Float32 (without TF32), Float16 or BFloat16." };
        Option<string> provider = CommonOptions.Provider();
        Option<FileInfo> log = new("--log") { Description = "File to add a line of JSON to for each case.", Required = true };
        Option<string[]> only = new("--only") { Description = "Tiny models to do. Default: all." };
        Option<bool> half = new("--half-arithmetic")
        {
            Description = "On the processor, compute in half precision as a GPU does, instead of in float32 on weights of half precision.",
        };
        Command command = new("parity", $"Compares with diffusers. Exit code {CasesFailed} where cases fail, {GoOn} to be started again.")
        {
            models, precision, provider, log, only, half,
        };
        command.SetAction(parsed =>
        {
            Precision asked = parsed.GetValue(precision);
            ExecutionProvider working = CommonOptions.Working(parsed.GetRequiredValue(provider), tf32: false);
            PipelineOptions options = new() { Provider = working, Precision = asked };
            if (parsed.GetValue(half) && asked != Precision.Float32) options = options with { Kernels = HalfPrecision.Arithmetic(asked) };
            return Run(
                options, new ParityLog(parsed.GetRequiredValue(log)), parsed.GetRequiredValue(models), parsed.GetValue(only) ?? []);
        });
        return command;
    }

    private static int Run(PipelineOptions options, ParityLog log, string models, string[] only)
    {
        ProviderKernels kernels = options.Kernels ?? ProviderKernels.Of(options.Provider);
        DataType type = options.Precision == Precision.BFloat16 ? DataType.BFloat16 : DataType.Float16;
        ParityCase[] cases = Chosen(new ParityCases(options.Precision, kernels.HasArithmetic(type)), models, only);
        ParityRun run = new(options, log);
        foreach (var model in cases.Where(c => !log.Has(c)).GroupBy(c => c.Model))
            if (!run.Run([.. model])) return GoOn;
        ParityResult[] results = [.. log.Results.Where(r => cases.Any(c => c.Model == r.Model && c.Name == r.Case))];
        int failed = results.Count(r => r.Passed != true);
        Console.WriteLine($"{options.Provider.Name}, {options.Precision}: {results.Length - failed} of {cases.Length} cases passed.");
        return failed == 0 && results.Length == cases.Length ? 0 : CasesFailed;
    }

    private static ParityCase[] Chosen(ParityCases cases, string models, string[] only)
    {
        ParityCase[] all = [.. cases.All().Where(c => models == "all" || c.IsTiny == (models == "tiny"))];
        if (all.Length == 0) throw new InvalidOperationException($"There is nothing of '{models}' to compare with beside the program.");
        string[] families = [.. all.Select(c => c.Family).Distinct()];
        if (only.Except(families).FirstOrDefault() is { } unknown)
            throw new ArgumentException($"--only: there is no '{unknown}' among '{models}'. There are: {string.Join(", ", families)}.");
        return [.. all.Where(c => only.Length == 0 || only.Contains(c.Family))];
    }
}
