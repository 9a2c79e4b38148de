using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using LatentDiffusion.Storage;

namespace LatentDiffusion.Onnx;

/// <summary>
/// Makes of a graph that computes in half precision one that computes in float32: every mention of the half type becomes float32. Weights
/// stay as they are stored and are converted when they are loaded.
/// </summary>
internal static class Widening
{
    /// <summary>Rewrites a graph.</summary>
    /// <exception cref="InvalidDataException">A constant is damaged.</exception>
    public static OpenGraph Of(OpenGraph graph) => new(
        graph.Model with
        {
            Graph = Widened(graph.Model.Graph),
            Functions = [.. graph.Model.Functions.Select(f => f with { Nodes = [.. f.Nodes.Select(Widened)] })],
        },
        graph.Weights.ToDictionary(w => w.Key, w => w.Value with { Type = Widened(w.Value.Type) }, StringComparer.Ordinal));

    private static GraphProto Widened(GraphProto graph) => graph with
    {
        Nodes = [.. graph.Nodes.Select(Widened)],
        Initializers = [.. graph.Initializers.Select(Widened)],
        Inputs = [.. graph.Inputs.Select(Widened)],
        Outputs = [.. graph.Outputs.Select(Widened)],
        Values = [],
    };

    private static NodeProto Widened(NodeProto node) => node with { Attributes = [.. node.Attributes.Select(Widened)] };

    private static ValueInfoProto Widened(ValueInfoProto value) => value.Type.IsHalf() ? value.WithType(DataType.Float) : value;

    private static DataType Widened(DataType type) => type.IsHalf() ? DataType.Float : type;

    private static AttributeProto Widened(AttributeProto attribute)
    {
        if (attribute.HasGraphs) return attribute.WithGraphs(Widened);
        if (attribute.Name is "to" or "dtype" && ((DataType)attribute.Int).IsHalf()) return attribute.WithInt((long)DataType.Float);
        return attribute.Tensor is { } tensor && tensor.Type.IsHalf() ? attribute.WithTensor(Widened(tensor)) : attribute;
    }

    private static TensorProto Widened(TensorProto tensor)
    {
        if (!tensor.Type.IsHalf()) return tensor;
        ReadOnlySpan<byte> halves = tensor.HalfBytes().Span;
        float[] values = new float[halves.Length / 2];
        if (tensor.Type == DataType.Float16) TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(halves), values);
        else StoredValues.FromBFloat16(halves, values);
        return new TensorProto(tensor.Name, DataType.Float, tensor.Shape) { RawData = MemoryMarshal.AsBytes<float>(values).ToArray() };
    }
}
