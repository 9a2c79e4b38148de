using LatentDiffusion.Storage;

namespace LatentDiffusion.Checkpoints;

/// <summary>
/// OFT (Qiu et al. 2023, https://arxiv.org/abs/2306.07280) as PEFT has it: rotations of what goes into a layer, in blocks. Strengths lie
/// between no rotation and it; PEFT knows none. Of convolutions only those of 1 x 1 are taken: of others PEFT computes two things, one
/// while the adapter stands beside the weights and another once it is merged into them.
/// </summary>
internal sealed class InputRotationKind : AdapterKind
{
    private const string Numbers = "oft_R";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Required => [Numbers];

    /// <summary>How a layer's numbers are to be read; null where it has none.</summary>
    /// <exception cref="ModelFormatException">Nothing says it.</exception>
    public static RotationConfig? ConfigOf(
        SafetensorsFile file, IReadOnlyDictionary<string, StoredTensor> tensors, AdapterMetadata metadata) =>
        !tensors.TryGetValue(Numbers, out StoredTensor? numbers) ? null
            : metadata.Rotation ?? throw AdapterMetadata.IsNeeded(file.Path, numbers.Key);

    /// <inheritdoc/>
    public override bool Matches(AdapterLayer layer, long[] shape)
    {
        if (shape.Length < 2 || Size(shape.AsSpan(2)) != 1 || layer.Rotation is null || Magnitude.Of(layer) is not null) return false;
        if (layer.Tensors[Numbers].Shape is not [> 0 and var count, > 0 and var numbers]) return false;
        long side = SideOf(numbers), columns = Size(shape.AsSpan(1));
        return side * (side - 1) / 2 == numbers && columns % side == 0
            && (count * side == columns || (layer.Rotation.IsShared && count == 1));
    }

    /// <inheritdoc/>
    public override string Change(AdapterNodes nodes, AdapterLayer layer, AdapterTarget target, string weight, AdapterStrength strength)
    {
        long[] stored = layer.Tensors[Numbers].Shape, shape = target.Parameter.Shape;
        int side = (int)SideOf(stored[1]), count = (int)stored[0], all = (int)(Size(shape.AsSpan(1)) / side);
        Rotations rotations = Rotations.OfPeft(layer.Values(Numbers), count, side, layer.Rotation!).Times(strength.Scale);
        float[] blocks = [.. Enumerable.Repeat(rotations.Blocks, all / count).SelectMany(block => block)];
        string rotated = nodes.Einsum(
            "obn,bmn->obm", nodes.Reshape(weight, shape[0], all, side), nodes.Values(blocks, all, side, side));
        return nodes.Node("Sub", nodes.Reshape(rotated, shape), weight);
    }

    /// <summary>The rows of a matrix with so many numbers above its diagonal.</summary>
    private static long SideOf(long numbers) => (long)Math.Round((1 + Math.Sqrt(1 + 8.0 * numbers)) / 2);
}
