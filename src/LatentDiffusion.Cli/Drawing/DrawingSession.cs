using System.Diagnostics;

namespace LatentDiffusion.Cli;

/// <summary>A model that is loaded once, and draws one job after the other.</summary>
/// <param name="loader">Loads it.</param>
/// <param name="refiner">The model that draws the last steps, or null.</param>
/// <param name="isOnce">Whether there is one job only, so that the models need not be in memory together.</param>
internal sealed class DrawingSession(ModelLoader loader, Refiner? refiner, bool isOnce) : IDisposable
{
    private LatentDiffusionPipeline? _pipeline;

    /// <summary>Whether the model is there.</summary>
    public bool IsLoaded => _pipeline is not null;

    /// <summary>Draws a job, saves and reports it.</summary>
    /// <exception cref="ArgumentException">The model cannot draw it.</exception>
    public GenerationResult Draw(DrawingJob job, CancellationToken cancellationToken)
    {
        TimeSpan loading = default, before = default;
        List<string> warnings = [];
        GenerationRequest asked = job.Request();
        FamilyFlags? flags = job.Flags?.Invoke();
        GenerationResult result = ProgressDisplay.Show(progress =>
        {
            GenerationRequest whole = asked with { PreviewInterval = job.Files.Previews ? 1 : 0 };
            GenerationRequest first = refiner?.First(whole) ?? whole;
            long began = Stopwatch.GetTimestamp();
            bool isLoaded = _pipeline is not null;
            LatentDiffusionPipeline pipeline = _pipeline ??= loader.Load(progress);
            if (!isLoaded) loading = Stopwatch.GetElapsedTime(began);
            progress.OnStep = job.Files.SavePreviews;
            if (flags is not null) whole = whole with { Options = flags.For(pipeline.Traits) };
            GenerationResult drawn = pipeline.Generate(first with { Options = whole.Options }, progress, cancellationToken);
            warnings.AddRange(drawn.Warnings);
            if (isOnce) Dispose();
            if (refiner is null) return drawn;
            before = drawn.Elapsed;
            return refiner.Finish(whole, drawn, progress, cancellationToken);
        });
        foreach (string warning in warnings.Union(result.Warnings)) Terminal.Warning(OptionNames.In(warning));
        Summary.Write(result, job.Files.Save(result.Images), before + result.Elapsed, loading);
        return result;
    }

    /// <summary>Frees the model.</summary>
    public void Dispose()
    {
        _pipeline?.Dispose();
        _pipeline = null;
        refiner?.Release();
    }
}
