namespace LatentDiffusion.Checkpoints;

/// <summary>Where the graphs of a model are: a folder for each, one checkpoint for all, or one instead of another.</summary>
internal interface IGraphStore
{
    /// <summary>Names of the components that may have a graph.</summary>
    IEnumerable<string> Names { get; }

    /// <summary>Where the component's graph comes from, or null where it is absent.</summary>
    /// <exception cref="ModelFormatException">It has weights, but in a format that is not read.</exception>
    GraphSource? Find(string component);
}
