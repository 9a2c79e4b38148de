namespace LatentDiffusion.Checkpoints;

/// <summary>A kind whose change does not depend on the weight; DoRA can go with it.</summary>
internal abstract class AdditiveKind : AdapterKind
{
    /// <inheritdoc/>
    public sealed override string Change(
        AdapterNodes nodes, AdapterLayer layer, AdapterTarget target, string weight, AdapterStrength strength)
    {
        string change = target.Slice(nodes, nodes.Reshape(Value(nodes, layer, target, weight), target.Shape));
        if (Magnitude.Of(layer) is null) return Scaled(nodes, change, Scale(layer, target.Shape, strength.Scale));
        double within = Scale(layer, target.Shape, strength.IsOfWhole ? 1 : strength.Scale);
        string whole = Magnitude.Apply(nodes, layer, target, weight, Scaled(nodes, change, within));
        return strength.IsOfWhole ? Scaled(nodes, whole, strength.Scale) : whole;
    }

    /// <summary>Adds the nodes that compute the change of the whole weight of the layer, before it is scaled.</summary>
    /// <returns>Name of a value with the elements of the weight in order.</returns>
    protected abstract string Value(AdapterNodes nodes, AdapterLayer layer, AdapterTarget target, string weight);

    private static string Scaled(AdapterNodes nodes, string value, double scale) => nodes.Node("Mul", value, nodes.Number((float)scale));
}
