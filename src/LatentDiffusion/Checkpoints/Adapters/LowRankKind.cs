namespace LatentDiffusion.Checkpoints;

/// <summary>
/// LoRA (arXiv 2106.09685, section 4.1): <c>B A</c>, two matrices of low rank. Of a convolution A is one too and B is 1x1 (LoCon), or both
/// are 1x1 with a core between them (LyCORIS, arXiv 2309.14859, "Tucker decomposition").
/// </summary>
internal sealed class LowRankKind : AdditiveKind
{
    private const string Up = "lora_up", Down = "lora_down", Core = "lora_mid";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Required => [Up, Down];

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Optional => [Core];

    /// <inheritdoc/>
    public override long? Rank(AdapterLayer layer, long[] shape) => RankOf(layer);

    /// <inheritdoc/>
    public override bool Matches(AdapterLayer layer, long[] shape)
    {
        if (shape.Length < 2) return false;
        long rank = RankOf(layer);
        long inner = layer.Has(Core) ? shape[1] : Size(shape.AsSpan(1));
        return rank > 0 && Size(layer.Tensors[Down].Shape) == rank * inner
            && layer.Tensors[Up].Shape is [var rows, var width, ..]
            && rows == shape[0] && width == rank && Size(layer.Tensors[Up].Shape) == shape[0] * rank
            && (!layer.Has(Core) || layer.Tensors[Core].Shape.SequenceEqual([rank, rank, .. shape[2..]]));
    }

    private static long RankOf(AdapterLayer layer) => layer.Tensors[Down].Shape is [var rank, ..] ? rank : 0;

    /// <inheritdoc/>
    protected override string Value(AdapterNodes nodes, AdapterLayer layer, AdapterTarget target, string weight)
    {
        long[] shape = target.Shape;
        long rank = RankOf(layer);
        string up = nodes.Load(layer.Tensors[Up], shape[0], rank);
        if (!layer.Has(Core)) return nodes.Node("MatMul", up, nodes.Load(layer.Tensors[Down], rank, Size(shape.AsSpan(1))));
        string core = nodes.Load(layer.Tensors[Core], rank, rank, Size(shape.AsSpan(2)));
        return nodes.Einsum("oa,abk,bi->oik", up, core, nodes.Load(layer.Tensors[Down], rank, shape[1]));
    }
}
