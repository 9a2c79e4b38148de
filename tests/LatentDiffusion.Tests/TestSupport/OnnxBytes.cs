namespace LatentDiffusion.Tests;

/// <summary>Bytes of small ONNX files.</summary>
internal static class OnnxBytes
{
    /// <summary>A model of one graph.</summary>
    public static byte[] Model(byte[] graph) => Field(7, graph);

    /// <summary>A weight in a file beside the graph.</summary>
    public static byte[] Weights(string name, int dataType, string file, int offset, int length, params byte[] dimensions) => Field(
        5,
        [
            .. Field(1, dimensions), 2 << 3, (byte)dataType, .. Field(8, name), 14 << 3, 1,
            .. Entry("location", file), .. Entry("offset", $"{offset}"), .. Entry("length", $"{length}"),
        ]);

    private static byte[] Entry(string key, string value) => Field(13, [.. Field(1, key), .. Field(2, value)]);

    /// <summary>A field with text.</summary>
    public static byte[] Field(int number, string text) => Field(number, System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>A field, its length in two bytes.</summary>
    public static byte[] Field(int number, byte[] content) =>
        [(byte)((number << 3) | 2), (byte)(content.Length | 0x80), (byte)(content.Length >> 7), .. content];

    /// <summary>A declared input or output.</summary>
    public static ValueInfoProto Value(string name, DataType type, params ReadOnlySpan<long> shape)
    {
        ProtobufWriter dimensions = new();
        foreach (long size in shape) dimensions.Message(1, new ProtobufWriter().Number(1, size));
        ProtobufWriter tensor = new ProtobufWriter().Number(1, (int)type).Message(2, dimensions);
        ProtobufWriter value = new ProtobufWriter().Text(1, name).Message(2, new ProtobufWriter().Message(1, tensor));
        return ValueInfoProto.Parse(value.Written.ToArray());
    }

    /// <summary>A model of one graph in the operators of ONNX 1.13.</summary>
    public static ModelProto Model(GraphProto graph) => new()
    {
        Graph = graph with { Other = new ProtobufWriter().Text(2, "graph").Written.ToArray() },
        Opsets = [new OpsetId("", 18)],
        Other = new ProtobufWriter().Number(1, 8).Written.ToArray(),
    };
}
