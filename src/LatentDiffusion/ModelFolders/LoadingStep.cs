namespace LatentDiffusion;

/// <summary>Progress of loading a model, after one of its graphs.</summary>
/// <param name="Component">The component that was loaded, for example <c>unet</c>.</param>
/// <param name="Loaded">Graphs that are loaded, from 1.</param>
/// <param name="Graphs">Graphs in all.</param>
/// <param name="Elapsed">Time since the loading began.</param>
public readonly record struct LoadingStep(string Component, int Loaded, int Graphs, TimeSpan Elapsed);
