using System.Globalization;
using LatentDiffusion.Onnx;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace LatentDiffusion.Runtime;

/// <summary>What a graph declares of an input or output.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ElementType">Type of its elements.</param>
/// <param name="Dimensions">Its dimensions, -1 where they are free; empty for a scalar.</param>
/// <param name="DimensionNames">Names of the free dimensions, empty strings elsewhere.</param>
internal sealed record TensorSpec(string Name, TensorElementType ElementType, int[] Dimensions, string[] DimensionNames)
{
    /// <summary>Reads a declaration. Values that are no tensors are taken for scalars of no type.</summary>
    public static TensorSpec From(string name, NodeMetadata metadata) => metadata.IsTensor
        ? new(name, metadata.ElementDataType, metadata.Dimensions, metadata.SymbolicDimensions)
        : new(name, TensorElementType.DataTypeMax, [], []);

    /// <summary>The same from a file.</summary>
    public static TensorSpec From(ValueInfoProto value)
    {
        int[] sizes = [.. value.Dimensions.Select(d => int.TryParse(d, CultureInfo.InvariantCulture, out int size) ? size : -1)];
        TensorElementType type = value.Type == DataType.Undefined ? TensorElementType.DataTypeMax : (TensorElementType)(int)value.Type;
        return new(value.Name, type, sizes, [.. value.Dimensions]); // numbers of types are ONNX's
    }

    /// <summary>Whether a tensor of a shape is what is declared.</summary>
    public bool Fits(ReadOnlySpan<long> shape)
    {
        if (shape.Length != Dimensions.Length) return false;
        for (int i = 0; i < shape.Length; i++)
            if (Dimensions[i] >= 0 && Dimensions[i] != shape[i]) return false;
        return true;
    }

    /// <summary>Whether a dimension can have a size.</summary>
    public bool FitsAt(int dimension, long size) =>
        dimension < Dimensions.Length && (Dimensions[dimension] < 0 || Dimensions[dimension] == size);

    /// <summary>Shape of an input of one number. Exports differ: a scalar, one element, or one for each row of the batch.</summary>
    public long[] ShapeOfNumber(int rows) => Dimensions switch
    {
        [] => [],
        [1] => [1],
        _ => [rows],
    };

    /// <summary>For example <c>float32[batch, 4, height, width]</c>.</summary>
    public override string ToString() => $"{TypeName}[{string.Join(", ", Dimensions.Select(DimensionName))}]";

    /// <summary>The element type as Python names it.</summary>
    public string TypeName => ElementType switch
    {
        TensorElementType.Float => "float32",
        TensorElementType.Double => "float64",
        _ => ElementType.ToString().ToLowerInvariant(),
    };

    private string DimensionName(int size, int index) => size >= 0 ? $"{size}" : DimensionNames[index] is { Length: > 0 } name ? name : "?";
}
