using LatentDiffusion.Storage;

namespace LatentDiffusion.Checkpoints;

/// <summary>
/// DoRA (arXiv 2402.09353, equation 5): the changed weight is given lengths of its own, of each row, or in files of early LyCORIS of each
/// column. It goes with every kind of change.
/// </summary>
internal static class Magnitude
{
    /// <summary>The role of the lengths: kohya's and LyCORIS' name, and PEFT's.</summary>
    public static readonly string[] Roles = ["dora_scale", "magnitude"];

    /// <summary>The lengths of a layer, or null where its kind has none.</summary>
    public static StoredTensor? Of(AdapterLayer layer) =>
        layer.Tensors.GetValueOrDefault(Roles[0]) ?? layer.Tensors.GetValueOrDefault(Roles[1]);

    /// <summary>Whether the lengths are of a weight of this shape.</summary>
    public static bool Matches(AdapterLayer layer, long[] shape)
    {
        long size = 1;
        foreach (long side in Of(layer)?.Shape ?? []) size *= side;
        return Of(layer) is null || size == (IsOfColumns(layer, shape) ? shape[1] : shape[0]);
    }

    /// <summary>Whether there is a length for each column: only the second dimension is not 1.</summary>
    public static bool IsOfColumns(AdapterLayer layer, long[] shape) =>
        shape.Length > 1 && shape[0] != 1
        && layer.Tensors.GetValueOrDefault(Roles[0])?.Shape is [1, var columns, ..] && columns == shape[1];

    /// <summary>Adds the nodes that turn the change of a weight into one with these lengths.</summary>
    /// <param name="nodes">What they are added to.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="target">The parameter and its rows.</param>
    /// <param name="weight">The weight.</param>
    /// <param name="change">Its change.</param>
    /// <returns>The new change.</returns>
    public static string Apply(AdapterNodes nodes, AdapterLayer layer, AdapterTarget target, string weight, string change)
    {
        if (Of(layer) is not { } lengths) return change;
        long[] shape = target.Shape;
        bool columns = IsOfColumns(layer, shape);
        string wanted = columns
            ? nodes.Load(lengths, [1, shape[1], .. Ones(shape.Length - 2)])
            : target.Slice(nodes, nodes.Load(lengths, [shape[0], .. Ones(shape.Length - 1)]));
        string changed = nodes.Node("Add", weight, change);
        long[] axes = [.. Enumerable.Range(0, shape.Length).Where(axis => axis != (columns ? 1 : 0)).Select(axis => (long)axis)];
        string ratio = nodes.Node("Div", wanted, nodes.Length(changed, axes));
        return nodes.Node("Sub", nodes.Node("Mul", changed, ratio), weight);
    }

    private static IEnumerable<long> Ones(int count) => Enumerable.Repeat(1L, count);
}
