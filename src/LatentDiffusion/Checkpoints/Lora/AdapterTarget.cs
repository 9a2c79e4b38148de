namespace LatentDiffusion;

/// <summary>A parameter that an adapted layer changes: the layer's weight, or some rows of it where checkpoints hold several in one.</summary>
/// <param name="Parameter">The parameter.</param>
/// <param name="Shape">Shape of the whole weight of the layer.</param>
/// <param name="Rows">First row and number of rows that are the parameter, or null for all.</param>
internal sealed record AdapterTarget(TemplateParameter Parameter, long[] Shape, (long First, long Count)? Rows)
{
    /// <summary>The parameter's rows of a value with the layer's rows.</summary>
    public string Slice(AdapterNodes nodes, string value) => Rows is var (first, count) ? nodes.Rows(value, first, count) : value;
}
