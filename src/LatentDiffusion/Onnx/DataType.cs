namespace LatentDiffusion.Onnx;

/// <summary>
/// Types of tensor elements as ONNX numbers them: <c>TensorProto.DataType</c> of
/// https://github.com/onnx/onnx/blob/v1.19.0/onnx/onnx.proto.
/// </summary>
internal enum DataType
{
    /// <summary>None.</summary>
    Undefined = 0,

    /// <summary>IEEE single precision.</summary>
    Float = 1,

    /// <summary>Unsigned, 8 bits.</summary>
    UInt8 = 2,

    /// <summary>Signed, 8 bits.</summary>
    Int8 = 3,

    /// <summary>Unsigned, 16 bits.</summary>
    UInt16 = 4,

    /// <summary>Signed, 16 bits.</summary>
    Int16 = 5,

    /// <summary>Signed, 32 bits.</summary>
    Int32 = 6,

    /// <summary>Signed, 64 bits: what shapes and indices are.</summary>
    Int64 = 7,

    /// <summary>Text.</summary>
    String = 8,

    /// <summary>True or false, a byte each.</summary>
    Bool = 9,

    /// <summary>IEEE half precision.</summary>
    Float16 = 10,

    /// <summary>IEEE double precision.</summary>
    Double = 11,

    /// <summary>Unsigned, 32 bits.</summary>
    UInt32 = 12,

    /// <summary>Unsigned, 64 bits.</summary>
    UInt64 = 13,

    /// <summary>The upper half of single precision.</summary>
    BFloat16 = 16,
}
