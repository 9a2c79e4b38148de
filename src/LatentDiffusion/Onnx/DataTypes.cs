namespace LatentDiffusion.Onnx;

/// <summary>What is known of types of elements.</summary>
internal static class DataTypes
{
    /// <summary>The names in Python, in the order of <c>TensorProto.DataType</c>.</summary>
    private static readonly string[] Names =
    [
        "undefined", "float32", "uint8", "int8", "uint16", "int16", "int32", "int64", "string", "bool", "float16", "float64",
        "uint32", "uint64", "complex64", "complex128", "bfloat16", "float8e4m3fn", "float8e4m3fnuz", "float8e5m2", "float8e5m2fnuz",
        "uint4", "int4", "float4e2m1",
    ];

    /// <summary>Name of a type as Python writes it, for example <c>float16</c>.</summary>
    public static string Name(this DataType type) =>
        (int)type >= 0 && (int)type < Names.Length ? Names[(int)type] : FormattableString.Invariant($"type {(int)type}");

    /// <summary>Whether it is one of the two types of 16 bits that networks are computed in.</summary>
    public static bool IsHalf(this DataType type) => type is DataType.Float16 or DataType.BFloat16;

    /// <summary>Bytes of an element; 0 where an element has less than one, or no fixed number.</summary>
    public static int Size(this DataType type) => (int)type switch
    {
        2 or 3 or 9 or (>= 17 and <= 20) => 1,
        4 or 5 or 10 or 16 => 2,
        1 or 6 or 12 => 4,
        7 or 11 or 13 or 14 => 8,
        15 => 16,
        _ => 0,
    };
}
