namespace LatentDiffusion.Checkpoints;

/// <summary>
/// A parameter that an adapted layer changes: the layer's weight, or some rows of it where checkpoints hold several in one.
/// </summary>
/// <param name="Parameter">The parameter.</param>
/// <param name="Shape">Shape of the whole weight of the layer.</param>
/// <param name="Rows">First row and number of rows that are the parameter, or null for all.</param>
/// <param name="SwappedHalves">Whether the halves of the rows stand in the other order in the parameter.</param>
internal sealed record AdapterTarget(TemplateParameter Parameter, long[] Shape, (long First, long Count)? Rows, bool SwappedHalves)
{
    /// <summary>Whether the parameter is the layer's bias.</summary>
    public bool IsBias { get; init; }

    /// <summary>Of a bias, the columns of the layer's weight; 0 where they are not known.</summary>
    public long Columns { get; init; }

    /// <summary>Of a bias, the name of the layer's weight as it was before changes, while a graph is put together.</summary>
    public string? Weight { get; init; }

    /// <summary>Of a bias, the parameter that is the layer's weight.</summary>
    public TemplateParameter? WeightParameter { get; init; }

    /// <summary>The parameter's rows of a value with the layer's rows.</summary>
    public string Slice(AdapterNodes nodes, string value)
    {
        if (Rows is var (first, count)) value = nodes.Rows(value, first, count);
        long half = Parameter.Shape[0] / 2;
        return SwappedHalves ? nodes.Concatenate(nodes.Rows(value, half, half), nodes.Rows(value, 0, half)) : value;
    }
}
