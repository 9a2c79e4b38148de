using System.CommandLine;
using System.Globalization;
using LatentDiffusion.Evaluation;

namespace LatentDiffusion.Cli;

/// <summary>Compares sampling methods on a model.</summary>
internal static class EvaluateSchedulersCommand
{
    // What the default model draws well, from its README.
    private static readonly string[] DefaultPrompts = ["a red apple", "a dog face"];

    /// <summary>Describes the command.</summary>
    public static Command Create()
    {
        SchedulerBenchmarkOptions usual = new() { Prompts = DefaultPrompts };
        Option<string[]> prompts = NamedOption.Several("--prompt", s => s, "A prompt; may be repeated. [default: two of emoji]");
        Option<string[]> schedulers = NamedOption.Several(
            "--scheduler", Known, $"A scheduler; may be repeated. [default: {string.Join(", ", usual.Schedulers)}]");
        Option<int?[]> steps = NamedOption.Several(
            "--steps", NamedOption.Positive, $"A number of steps; may be repeated. [default: {string.Join(", ", usual.Steps)}]");
        Option<string> reference = NamedOption.Of(
            "--reference", Known, $"The scheduler of the converged reference. [default: {usual.Reference}]");
        Option<int?> referenceSteps = NamedOption.Of(
            "--reference-steps", NamedOption.Positive, $"Its steps. [default: {usual.ReferenceSteps}]");
        Option<long?> seed = NamedOption.Of("--seed", NamedOption.Long, "Seed of the first prompt; the next ones follow. [default: 0]");
        Option<double?> guidance = NamedOption.Of("--guidance", NamedOption.Real, "How much the prompt counts. [default: the model's]");
        Option<string?> real = new("--real")
        {
            Description = "Folder of real pictures, for metrics of quality; needs many prompts.", HelpName = "dir",
        };
        Option<string?> plot = new("--plot") { Description = "A .png file for the plot.", HelpName = "file" };
        ModelOptions model = new();
        NetworkOptions network = new();
        ReportOptions report = new();
        Command command = new("schedulers", "Compares sampling methods: error against evaluations of the model.")
        {
            prompts, schedulers, steps, reference, referenceSteps, seed, guidance, real, plot,
        };
        model.AddTo(command);
        network.AddTo(command, hardware: false);
        report.AddTo(command);
        command.SetAction((parsed, cancellationToken) => Task.Run(
            () =>
            {
                SchedulerBenchmarkOptions options = usual with
                {
                    Prompts = Or(parsed.GetValue(prompts), usual.Prompts),
                    Schedulers = Or(parsed.GetValue(schedulers), usual.Schedulers),
                    Steps = Or(parsed.GetValue(steps)?.Select(s => s!.Value).ToArray(), usual.Steps),
                    Reference = parsed.GetValue(reference) ?? usual.Reference,
                    ReferenceSteps = parsed.GetValue(referenceSteps) ?? usual.ReferenceSteps,
                    Seed = parsed.GetValue(seed) ?? usual.Seed,
                    Template = new GenerationRequest("") { GuidanceScale = parsed.GetValue(guidance) },
                };
                using LatentDiffusionPipeline pipeline = model.Fetch(parsed, cancellationToken).Load();
                using FeatureNetwork? features = parsed.GetValue(real) is null ? null : network.Load(parsed);
                if (features is not null) options = WithQuality(options, features, parsed.GetValue(real)!, cancellationToken);
                SchedulerBenchmarkResult result = EvaluationBar.Show(
                    "reference", bar => SchedulerBenchmark.Run(pipeline, options, bar, cancellationToken));
                foreach (SchedulerProblem p in result.Problems)
                {
                    Terminal.Warning(string.Create(
                        CultureInfo.InvariantCulture, $"{p.Scheduler} with {p.Steps} steps was left out: {p.Reason}"));
                }

                if (parsed.GetValue(plot) is { } file) File.WriteAllBytes(file, SchedulerReport.Plot(result));
                report.Write(
                    parsed, SchedulerReport.Table(result), () => SchedulerReport.ToJson(result), () => SchedulerReport.Create(result));
                return 0;
            },
            cancellationToken));
        return command;
    }

    private static SchedulerBenchmarkOptions WithQuality(
        SchedulerBenchmarkOptions options, FeatureNetwork network, string real, CancellationToken cancellationToken) => options with
        {
            Network = network,
            Real = new PictureSets(network, cacheFolder: null).Read(real, "real", new ExtractionOptions(), cancellationToken),
            Metrics = [Metrics.Frechet, Metrics.Kernel],
        };

    private static string Known(string name)
    {
        Schedulers.FromName(name);
        return name;
    }

    private static IReadOnlyList<T> Or<T>(T[]? given, IReadOnlyList<T> otherwise) => given is { Length: > 0 } ? given : otherwise;
}
