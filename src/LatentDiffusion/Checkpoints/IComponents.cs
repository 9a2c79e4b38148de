namespace LatentDiffusion.Checkpoints;

/// <summary>The components of a model, by their names, as far as learned words and adapters look at them.</summary>
internal interface IComponents
{
    /// <summary>Names of the components with a graph that begin with a text.</summary>
    IEnumerable<string> Components(string beginning);

    /// <summary>Whether the component has a graph, or weights that a template makes one of.</summary>
    /// <exception cref="ModelFormatException">It has weights, but in a format that is not read.</exception>
    bool HasGraph(string name);

    /// <summary>Where the component's graph comes from; a file that is missing where there is none.</summary>
    /// <exception cref="ModelFormatException">It has weights, but in a format that is not read.</exception>
    GraphSource Source(string name);
}
