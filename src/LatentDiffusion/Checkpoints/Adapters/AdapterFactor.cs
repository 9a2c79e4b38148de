using LatentDiffusion.Storage;

namespace LatentDiffusion.Checkpoints;

/// <summary>A factor of a change: a whole tensor, or <c>a b</c>, or a core between <c>a</c> and <c>b</c> (Tucker form).</summary>
/// <param name="Name">Role of the whole tensor; the parts have <c>_a</c> and <c>_b</c> behind it.</param>
/// <param name="Core">Role of the core.</param>
internal readonly record struct AdapterFactor(string Name, string Core)
{
    private string A => Name + "_a";

    private string B => Name + "_b";

    /// <summary>Rows and columns of a factor that is a matrix; null where the file lacks a part.</summary>
    public (long Rows, long Columns)? Sides(AdapterLayer layer)
    {
        if (layer.Tensors.GetValueOrDefault(Name)?.Shape is [var rows, var columns, ..]) return (rows, columns);
        return layer.Tensors.GetValueOrDefault(A)?.Shape is [var first, _] && layer.Tensors.GetValueOrDefault(B)?.Shape is [_, var last]
            ? (first, last)
            : null;
    }

    /// <summary>Whether the tensors give a factor of this shape.</summary>
    public bool Matches(AdapterLayer layer, long[] shape)
    {
        if (layer.Tensors.TryGetValue(Name, out StoredTensor? whole)) return Size(whole.Shape) == Size(shape) && whole.Shape[0] == shape[0];
        if (layer.Tensors.GetValueOrDefault(A)?.Shape is not [var a0, var a1]
            || layer.Tensors.GetValueOrDefault(B)?.Shape is not [var b0, var b1])
        {
            return false;
        }

        return layer.Tensors.TryGetValue(Core, out StoredTensor? core)
            ? a1 == shape[0] && b1 == shape[1] && core.Shape.SequenceEqual([a0, b0, .. shape[2..]])
            : a0 == shape[0] && a1 == b0 && b1 == Size(shape.AsSpan(1));
    }

    /// <summary>Adds the nodes that compute the factor.</summary>
    public string Value(AdapterNodes nodes, AdapterLayer layer, long[] shape)
    {
        if (layer.Tensors.TryGetValue(Name, out StoredTensor? whole)) return nodes.Load(whole, shape);
        StoredTensor a = layer.Tensors[A], b = layer.Tensors[B];
        string left = nodes.Load(a, a.Shape), right = nodes.Load(b, b.Shape);
        return layer.Tensors.TryGetValue(Core, out StoredTensor? core)
            ? nodes.Einsum("ijk,ip,jr->prk", nodes.Load(core, core.Shape[0], core.Shape[1], Size(core.Shape.AsSpan(2))), left, right)
            : nodes.Node("MatMul", left, right);
    }

    private static long Size(ReadOnlySpan<long> shape)
    {
        long size = 1;
        foreach (long side in shape) size *= side;
        return size;
    }
}
