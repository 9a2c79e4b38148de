using LatentDiffusion.Storage;

namespace LatentDiffusion.Checkpoints;

/// <summary>
/// GLoRA (Chavan et al. 2023, https://arxiv.org/abs/2306.07967, equation 7) as LyCORIS has it: <c>W A + B</c>, both of low rank. Its early
/// files have <c>a2 a1</c> and <c>b2 b1</c>, later ones <c>a1 a2</c> and <c>b1 b2</c>, which shapes tell.
/// </summary>
internal sealed class GeneralizedKind : AdditiveKind
{
    private static readonly string[] Roles = ["a1", "a2", "b1", "b2"];

    /// <summary>Rows of a weight are changed by columns of it, so that all of them are needed as they are in the model.</summary>
    public override bool CanBeCut => false;

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Required => Roles;

    /// <inheritdoc/>
    public override long? Rank(AdapterLayer layer, long[] shape) => layer.Tensors[IsEarly(layer, shape) ? "a1" : "a2"].Shape[0];

    /// <inheritdoc/>
    public override bool Matches(AdapterLayer layer, long[] shape)
    {
        if (shape.Length < 2 || Roles.Any(role => layer.Tensors[role].Shape.Length < 2)) return false;
        long rank = Rank(layer, shape) ?? 0, columns = shape[1];
        var (left, right, over, under) = Ordered(layer, shape);
        return rank > 0 && Fits(left, columns, rank) && Fits(right, rank, columns)
            && Fits(over, shape[0], rank) && Fits(under, rank, Size(shape.AsSpan(1)));
    }

    /// <inheritdoc/>
    protected override string Value(AdapterNodes nodes, AdapterLayer layer, AdapterTarget target, string weight)
    {
        long[] shape = target.Shape;
        long rank = Rank(layer, shape) ?? 0, rows = shape[0], columns = shape[1], rest = Size(shape.AsSpan(2));
        var (left, right, over, under) = Ordered(layer, shape);
        string matrix = nodes.Node("MatMul", nodes.Load(left, columns, rank), nodes.Load(right, rank, columns));
        string product = nodes.Einsum("oik,ij->ojk", nodes.Reshape(weight, rows, columns, rest), matrix);
        string added = nodes.Node("MatMul", nodes.Load(over, rows, rank), nodes.Load(under, rank, columns * rest));
        return nodes.Node("Add", nodes.Reshape(product, shape), nodes.Reshape(added, shape));
    }

    private static bool Fits(StoredTensor tensor, long rows, long columns) =>
        tensor.Shape[0] == rows && Size(tensor.Shape) == rows * columns;

    /// <summary>A as left times right, B as over times under.</summary>
    private static (StoredTensor Left, StoredTensor Right, StoredTensor Over, StoredTensor Under) Ordered(AdapterLayer layer, long[] shape)
    {
        StoredTensor[] tensors = [.. Roles.Select(role => layer.Tensors[role])];
        return IsEarly(layer, shape) ? (tensors[1], tensors[0], tensors[3], tensors[2]) : (tensors[0], tensors[1], tensors[2], tensors[3]);
    }

    /// <summary>
    /// Whether the columns of the weight are on the sides where early files have them (as comfy/weight_adapter/glora.py decides).
    /// </summary>
    private static bool IsEarly(AdapterLayer layer, long[] shape) =>
        layer.Tensors["a2"].Shape[0] == shape[1] && layer.Tensors["a1"].Shape is [_, var columns, ..] && columns == shape[1];
}
