namespace LatentDiffusion.Gpu;

/// <summary>Runs cases and logs them.</summary>
/// <param name="options">How models are loaded.</param>
/// <param name="log">Where results go.</param>
internal sealed class ParityRun(PipelineOptions options, ParityLog log)
{
    /// <summary>
    /// Runs the cases of one model that are not done, by one pipeline.
    /// </summary>
    /// <returns>
    /// Whether the process is still good for others: after a failed kernel, CUDA fails at whatever comes next.
    /// </returns>
    public bool Run(IReadOnlyList<ParityCase> cases)
    {
        if (Load(cases, options, out string? fault) is not { } pipeline) return true;
        using (pipeline)
        {
            foreach (ParityCase c in cases)
            {
                ParityResult begun = new(c.Model, c.Name);
                log.Write(begun);
                ParityResult result = Run(pipeline, c, begun);
                if (fault is not null) result = result with { Passed = false, Error = $"{fault} {result.Error}".Trim() };
                log.Write(result);
                string verdict = result.Passed == true ? "passed" : "FAILED";
                Console.WriteLine($"{verdict} {c.Model}, {c.Name}: {result.Value:0.#####} {result.Error}");
                if (result.Value is null) return false;
            }
        }

        return true;
    }

    private static ParityResult Run(LatentDiffusionPipeline pipeline, ParityCase c, ParityResult begun)
    {
        try
        {
            GenerationResult? result = null;
            double seconds = Comparison.Measure.Seconds(() => result = pipeline.Generate(c.Request()));
            return c.Judge(result!, begun) with { Seconds = seconds, Warnings = result!.Warnings };
        }
        catch (Exception e)
        {
            return begun with { Passed = false, Error = $"{e.GetType().Name}: {e.Message}" };
        }
    }

    /// <summary>
    /// Loads a model; where nodes lack a kernel, which fails its cases, with those on the processor, to see whether the rest is right.
    /// </summary>
    private LatentDiffusionPipeline? Load(IReadOnlyList<ParityCase> cases, PipelineOptions with, out string? fault)
    {
        fault = null;
        try
        {
            return cases[0].Load(with);
        }
        catch (Exception e)
        {
            fault = $"{e.GetType().Name}: {e.Message}";
            if (e is ModelFormatException && !with.AllowsProcessor
                && Load(cases, with with { AllowsProcessor = true }, out _) is { } pipeline) return pipeline;
            if (with.AllowsProcessor && !options.AllowsProcessor) return null; // the first attempt logs it
            foreach (ParityCase c in cases) log.Write(new(c.Model, c.Name) { Passed = false, Error = fault });
            Console.WriteLine($"FAILED {cases[0].Model}: {fault}");
            return null;
        }
    }
}
