namespace LatentDiffusion.Checkpoints;

/// <summary>
/// OFT (Qiu et al. 2023, https://arxiv.org/abs/2306.07280) and BOFT (Liu et al. 2023, https://arxiv.org/abs/2311.06243) as LyCORIS and
/// kohya-ss have them: rotations of what comes out of a layer, in blocks; of BOFT several, each of other channels. Alpha bounds their size,
/// as a share of the channels. Strengths lie between no rotation and it.
/// </summary>
internal sealed class OutputRotationKind : AdapterKind
{
    private const string Blocks = "oft_blocks", Rescale = "rescale";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Required => [Blocks];

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Optional => [Rescale];

    /// <inheritdoc/>
    public override bool CanBeCut => false;

    /// <inheritdoc/>
    public override bool Matches(AdapterLayer layer, long[] shape)
    {
        if (shape.Length < 2 || Magnitude.Of(layer) is not null || (layer.Has(Rescale) && Size(layer.Tensors[Rescale].Shape) != shape[0]))
            return false;
        return layer.Tensors[Blocks].Shape switch
        {
            [var count, var side, var other] => side > 0 && side == other && count * side == shape[0],
            [> 0 and < 32 and var factors, var count, var side, var other] =>
                side > 0 && side == other && side % 2 == 0 && count * side == shape[0] && shape[0] % (side << (int)(factors - 1)) == 0,
            _ => false,
        };
    }

    /// <inheritdoc/>
    public override string Change(AdapterNodes nodes, AdapterLayer layer, AdapterTarget target, string weight, AdapterStrength strength)
    {
        long[] shape = target.Shape;
        long[] stored = layer.Tensors[Blocks].Shape;
        long side = stored[^1], count = stored[^2] == side ? stored[^3] : 0, rest = Size(shape.AsSpan(1));
        Rotations all = Rotations.OfLycoris(layer.Values(Blocks), (int)side, (layer.Alpha ?? 0) * shape[0]).Times(strength.Scale);
        string rotations = nodes.Values(all.Blocks, stored), rotated;
        if (stored.Length == 3)
        {
            rotated = nodes.Einsum("knm,knr->kmr", rotations, nodes.Reshape(weight, count, side, rest));
        }
        else
        {
            rotated = weight;
            for (int i = 0; i < stored[0]; i++)
            {
                // The channels of a pair of blocks lie side << i apart, half a block in each place.
                long stride = side / 2 << i;
                string paired = nodes.Einsum("pgkr->pkgr", nodes.Reshape(rotated, -1, 2, stride, rest));
                string block = nodes.Reshape(nodes.Rows(rotations, i, 1), count, side, side);
                string turned = nodes.Einsum("bij,bjr->bir", block, nodes.Reshape(paired, count, side, rest));
                rotated = nodes.Einsum("pkgr->pgkr", nodes.Reshape(turned, -1, stride, 2, rest));
            }
        }

        rotated = nodes.Reshape(rotated, shape);
        if (layer.Has(Rescale)) rotated = nodes.Node("Mul", rotated, Factors(nodes, layer, shape, strength.Scale));
        return nodes.Node("Sub", rotated, weight);
    }

    private static string Factors(AdapterNodes nodes, AdapterLayer layer, long[] shape, double strength) => nodes.Values(
        Array.ConvertAll(layer.Values(Rescale), factor => (float)(1 + strength * (factor - 1))),
        [shape[0], .. Enumerable.Repeat(1L, shape.Length - 1)]);
}
