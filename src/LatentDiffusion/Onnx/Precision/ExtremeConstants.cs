using System.Buffers.Binary;

namespace LatentDiffusion.Onnx;

/// <summary>
/// Constants that a type of half precision cannot hold: the numbers that masks add to what is not attended to, which would become minus
/// infinity, and what keeps a divisor from 0, which would become 0.
/// </summary>
/// <param name="half">The type.</param>
internal sealed class ExtremeConstants(DataType half)
{
    // The largest finite number of bfloat16, 0x7f7f; the smallest normal numbers of both types.
    private readonly float _largest = half == DataType.BFloat16 ? 3.3895314e38f : 65504;
    private readonly float _smallest = half == DataType.BFloat16 ? 1.1754944e-38f : 6.1035156e-5f;

    /// <summary>Whether a tensor of float32 in the model has such a number.</summary>
    public bool Has(TensorProto tensor)
    {
        ReadOnlySpan<byte> bytes = tensor.RawData is { } raw ? raw.Span : default;
        for (; bytes.Length >= sizeof(float); bytes = bytes[sizeof(float)..])
            if (IsExtreme(BinaryPrimitives.ReadSingleLittleEndian(bytes))) return true;
        return false;
    }

    /// <summary>Whether a <c>Constant</c> or <c>ConstantOfShape</c> gives such a number.</summary>
    public bool Has(NodeProto constant) =>
        constant.Attributes.Any(a => (a.Tensor is { Type: DataType.Float } tensor && Has(tensor)) || a.Floats.Any(IsExtreme));

    /// <summary>The nodes that bring a value into the range of the type.</summary>
    public IEnumerable<NodeProto> Limit(string name, string limited)
    {
        string least = $"{limited}/least", most = $"{limited}/most";
        yield return new NodeProto("Constant", [], [least], AttributeProto.Of("value_float", -_largest));
        yield return new NodeProto("Constant", [], [most], AttributeProto.Of("value_float", _largest));
        yield return new NodeProto("Clip", [name, least, most], [limited]);
    }

    private bool IsExtreme(float value) => Math.Abs(value) > _largest || (value != 0 && Math.Abs(value) < _smallest);
}
