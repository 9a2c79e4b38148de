using System.Collections.Frozen;

namespace LatentDiffusion.Storage;

/// <summary>A type of elements in a <c>.safetensors</c> file.</summary>
/// <param name="Name">Its name in the file, for example <c>BF16</c>.</param>
/// <param name="Bits">Bits of an element.</param>
/// <param name="OnnxType">Its number in ONNX (<c>TensorProto.DataType</c>), or 0 where ONNX has none such.</param>
/// <remarks>The list is that of https://github.com/huggingface/safetensors/blob/v0.8.0/safetensors/src/tensor.rs, <c>Dtype</c>.</remarks>
internal sealed record StoredType(string Name, int Bits, int OnnxType)
{
    /// <summary>IEEE single precision, what the graphs compute in.</summary>
    public static readonly StoredType Float32 = new("F32", 32, 1);

    /// <summary>Whole numbers, as graphs have shapes in.</summary>
    public static readonly StoredType Int64 = new("I64", 64, 7);

    private static readonly FrozenDictionary<string, StoredType> All = new StoredType[]
    {
        Float32, new("F16", 16, 10), new("BF16", 16, 16), new("F64", 64, 11),
        new("F8_E4M3", 8, 17), new("F8_E5M2", 8, 19), new("F8_E4M3FNUZ", 8, 18), new("F8_E5M2FNUZ", 8, 20),
        new("F8_E8M0", 8, 0), new("F6_E2M3", 6, 0), new("F6_E3M2", 6, 0), new("F4", 4, 0),
        new("BOOL", 8, 9), new("U8", 8, 2), new("I8", 8, 3), new("U16", 16, 4), new("I16", 16, 5), new("U32", 32, 12), new("I32", 32, 6),
        new("U64", 64, 13), Int64, new("C64", 64, 14),
    }.ToFrozenDictionary(t => t.Name, StringComparer.Ordinal);

    /// <summary>Whether ONNX Runtime converts it to float32: a floating-point type of 8 bits or more.</summary>
    public bool IsReal => OnnxType is 1 or 10 or 11 or 16 or 17 or 19;

    /// <summary>The type of a number in ONNX, or null.</summary>
    public static StoredType? Find(int onnxType) => All.Values.FirstOrDefault(type => type.OnnxType == onnxType && onnxType != 0);

    /// <summary>The type of a name, or null.</summary>
    public static StoredType? Find(string name) => All.GetValueOrDefault(name);
}
