namespace LatentDiffusion.Checkpoints;

/// <summary>
/// BOFT (Liu et al. 2023, https://arxiv.org/abs/2311.06243) as PEFT has it: several rotations of what goes into a layer, each in blocks of
/// other channels, and a factor for each row. Strengths lie between nothing and these.
/// </summary>
internal sealed class InputButterflyKind : AdapterKind
{
    private const string Blocks = "boft_R", Factors = "boft_s";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Required => [Blocks, Factors];

    /// <inheritdoc/>
    public override bool Matches(AdapterLayer layer, long[] shape) => shape.Length > 1 && Magnitude.Of(layer) is null
        && layer.Tensors[Blocks].Shape is [> 0 and < 32 and var factors, > 0 and var count, > 0 and var side, var other] && side == other
        && count * side == Size(shape.AsSpan(1)) && Size(layer.Tensors[Factors].Shape) == shape[0]
        && (factors == 1 || (side % 2 == 0 && count % (1L << (int)(factors - 1)) == 0));

    /// <inheritdoc/>
    public override string Change(AdapterNodes nodes, AdapterLayer layer, AdapterTarget target, string weight, AdapterStrength strength)
    {
        long[] stored = layer.Tensors[Blocks].Shape, shape = target.Parameter.Shape;
        int factors = (int)stored[0], count = (int)stored[1], side = (int)stored[2];
        Rotations rotations = Rotations.OfButterfly(layer.Values(Blocks), side).Times(strength.Scale);
        string all = nodes.Values(rotations.Blocks, stored), rotated = nodes.Reshape(weight, shape[0], count * side);
        for (int i = 0; i < factors; i++)
        {
            long[] order = factors == 1 ? [] : Order(count * side, count >> i, side / 2);
            if (order.Length > 0) rotated = nodes.Columns(rotated, Inverse(order));
            string block = nodes.Reshape(nodes.Rows(all, i, 1), count, side, side);
            rotated = nodes.Einsum("obn,bmn->obm", nodes.Reshape(rotated, shape[0], count, side), block);
            rotated = nodes.Reshape(rotated, shape[0], count * side);
            if (order.Length > 0) rotated = nodes.Columns(rotated, order);
        }

        float[] scales = Array.ConvertAll(layer.Values(Factors), factor => (float)(1 + strength.Scale * (factor - 1)));
        string scale = target.Slice(nodes, nodes.Values(scales, [target.Shape[0], .. Enumerable.Repeat(1L, shape.Length - 1)]));
        return nodes.Node("Sub", nodes.Node("Mul", nodes.Reshape(rotated, shape), scale), weight);
    }

    /// <summary>Where each channel comes from in a factor (peft.BOFTLayer.block_butterfly_perm).</summary>
    /// <param name="channels">Number of channels.</param>
    /// <param name="groups">Number of groups within which channels change places.</param>
    /// <param name="half">Half the side of a block.</param>
    private static long[] Order(int channels, int groups, int half)
    {
        int size = channels / groups, parts = size / half;
        int[] sorted = [.. Enumerable.Range(0, parts).Where(i => i % 2 == 0), .. Enumerable.Range(0, parts).Where(i => i % 2 == 1)];
        return [.. Enumerable.Range(0, channels).Select(i => (long)(i / size * size + sorted[i % size / half] * half + i % half))];
    }

    private static long[] Inverse(long[] order)
    {
        long[] inverse = new long[order.Length];
        for (int i = 0; i < order.Length; i++) inverse[order[i]] = i;
        return inverse;
    }
}
