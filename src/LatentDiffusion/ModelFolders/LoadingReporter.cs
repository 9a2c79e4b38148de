using System.Diagnostics;

namespace LatentDiffusion.ModelFolders;

/// <summary>Reports graphs that are loaded at the same time, one after the other.</summary>
/// <param name="progress">Who is told, or null.</param>
/// <param name="graphs">Graphs in all.</param>
internal sealed class LoadingReporter(IProgress<LoadingStep>? progress, int graphs)
{
    private readonly Lock _lock = new();
    private readonly long _began = Stopwatch.GetTimestamp();
    private int _loaded;

    /// <summary>Says that a graph is loaded.</summary>
    public void Report(string component)
    {
        if (progress is null) return;
        lock (_lock) progress.Report(new LoadingStep(component, ++_loaded, graphs, Stopwatch.GetElapsedTime(_began)));
    }
}
