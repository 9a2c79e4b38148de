namespace LatentDiffusion;

/// <summary>Names of the element types that ONNX files number.</summary>
internal static class OnnxElementType
{
    /// <summary>
    /// The names in Python, in the order of <c>TensorProto.DataType</c>, https://github.com/onnx/onnx/blob/v1.19.0/onnx/onnx.proto.
    /// </summary>
    private static readonly string[] Names =
    [
        "undefined", "float32", "uint8", "int8", "uint16", "int16", "int32", "int64", "string", "bool", "float16", "float64",
        "uint32", "uint64", "complex64", "complex128", "bfloat16", "float8e4m3fn", "float8e4m3fnuz", "float8e5m2", "float8e5m2fnuz",
        "uint4", "int4", "float4e2m1",
    ];

    /// <summary>Name of a type.</summary>
    public static string Name(int type) => type >= 0 && type < Names.Length ? Names[type] : FormattableString.Invariant($"type {type}");
}
