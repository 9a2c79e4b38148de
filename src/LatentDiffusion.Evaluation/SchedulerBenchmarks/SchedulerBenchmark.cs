using System.Numerics.Tensors;

namespace LatentDiffusion.Evaluation;

/// <summary>
/// Compares sampling methods on a model: how near each comes, with how many evaluations, to what the model's differential equation leads to
/// from the same noise, which many small steps approach.
/// </summary>
public static class SchedulerBenchmark
{
    private const int Samples = 4;

    /// <summary>Runs every scheduler with every number of steps on every prompt.</summary>
    /// <param name="pipeline">The model.</param>
    /// <param name="options">What to run.</param>
    /// <param name="progress">Told after each picture.</param>
    /// <param name="cancellationToken">Stops within one operator of the model.</param>
    /// <exception cref="ArgumentException">An option is out of range, or no scheduler of a name.</exception>
    public static SchedulerBenchmarkResult Run(
        LatentDiffusionPipeline pipeline,
        SchedulerBenchmarkOptions options,
        IProgress<SchedulerProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        int done = 0, total = options.Prompts.Count * (options.Schedulers.Count * options.Steps.Count + 2);
        BenchmarkPicture[] reference = Draw(options.Reference, options.ReferenceSteps);
        double converged = LatentError(Draw(options.Reference, options.ReferenceSteps / 2), reference);
        List<SchedulerRun> runs = [];
        List<SchedulerProblem> problems = [];
        foreach (string scheduler in options.Schedulers)
        {
            foreach (int steps in options.Steps)
            {
                int before = done;
                try
                {
                    runs.Add(Measure(scheduler, steps, Draw(scheduler, steps), reference, options, cancellationToken));
                }
                catch (Exception e) when (e is ArgumentException or NumericalException)
                {
                    problems.Add(new SchedulerProblem(scheduler, steps, e.Message));
                    Report(before + options.Prompts.Count - done, scheduler, steps);
                }
            }
        }

        return new SchedulerBenchmarkResult(
            pipeline.Name, options, runs, problems, converged, [.. reference.Take(Samples).Select(p => p.Image.Image)]);

        BenchmarkPicture[] Draw(string scheduler, int steps) =>
            [.. options.Prompts.Select((prompt, k) =>
            {
                GenerationRequest request = (options.Template ?? new GenerationRequest(prompt)) with
                {
                    Prompt = prompt, Seed = options.Seed + k, Steps = steps, Count = 1, Scheduler = Schedulers.FromName(scheduler),
                };
                BenchmarkPicture picture = BenchmarkPicture.Draw(pipeline, request, cancellationToken);
                Report(1, scheduler, steps);
                return picture;
            })];

        void Report(int pictures, string scheduler, int steps) =>
            progress?.Report(new SchedulerProgress(done += pictures, total, scheduler, steps));
    }

    private static SchedulerRun Measure(
        string scheduler, int steps, BenchmarkPicture[] pictures, BenchmarkPicture[] reference, SchedulerBenchmarkOptions options,
        CancellationToken cancellationToken)
    {
        Save(scheduler, steps, pictures, options.PictureFolder);
        double seconds = pictures.Select(p => p.Seconds).Order().ElementAt(pictures.Length / 2); // one slow run says nothing
        double pixels = pictures.Zip(reference, (a, b) => PixelError(a.Image.Pixels, b.Image.Pixels)).Average();
        return new SchedulerRun(scheduler, steps, pictures[0].Evaluations, seconds, LatentError(pictures, reference), pixels)
        {
            IsStochastic = AddsNoise(scheduler, steps),
            Samples = [.. pictures.Take(Samples).Select(p => p.Image.Image)],
            Quality = Quality(pictures, options, cancellationToken),
        };
    }

    private static List<MetricValue> Quality(
        BenchmarkPicture[] pictures, SchedulerBenchmarkOptions options, CancellationToken cancellationToken)
    {
        if (options.Metrics.Count == 0) return [];
        FeatureSet features = options.Network!.Extract([.. pictures.Select(p => p.Image.Image)], cancellationToken);
        return [.. options.Metrics.SelectMany(m => m.Compute(features, options.Real, cancellationToken: cancellationToken))];
    }

    private static void Save(string scheduler, int steps, BenchmarkPicture[] pictures, string? folder)
    {
        if (folder is null) return;
        string target = Path.Combine(folder, FormattableString.Invariant($"{scheduler.Replace(' ', '-')}-{steps}"));
        Directory.CreateDirectory(target);
        for (int k = 0; k < pictures.Length; k++)
            pictures[k].Image.Save(Path.Combine(target, FormattableString.Invariant($"{k:0000}.png")));
    }

    private static double LatentError(BenchmarkPicture[] pictures, BenchmarkPicture[] reference) =>
        pictures.Zip(reference, (a, b) => Distance(a.Latents, b.Latents)).Average();

    private static double Distance(ReadOnlySpan<float> latents, ReadOnlySpan<float> reference) =>
        (double)TensorPrimitives.Distance(latents, reference) / TensorPrimitives.Norm(reference);

    private static double PixelError(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += (a[i] - b[i]) * (a[i] - b[i]);
        return Math.Sqrt(sum / a.Length);
    }

    private static bool AddsNoise(string scheduler, int steps)
    {
        ScheduleRun run = Schedulers.FromName(scheduler).Start(new ScheduleRequest { Steps = steps, SampleLength = 1 });
        return Enumerable.Range(0, run.Timesteps.Length).Any(run.NeedsNoise);
    }
}
