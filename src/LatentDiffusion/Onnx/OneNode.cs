namespace LatentDiffusion.Onnx;

/// <summary>The smallest models there are, to find out what ONNX Runtime can do on a machine.</summary>
internal static class OneNode
{
    /// <summary>The bytes of a model of opset 20 that squares one number: <c>y = x * x</c>.</summary>
    public static byte[] Serialize() => Convert.FromBase64String(
        "CAoSADo1Cg4KAXgKAXgSAXkiA011bBIBZ1oPCgF4EgoKCAgBEgQKAggBYg8KAXkSCgoICAESBAoCCAFCBAoAEBQ=");

    /// <summary>The bytes of a model of opset 20 that puts a picture of one pixel and four channels into blocks of channels.</summary>
    public static byte[] Blocks() => new ModelProto
    {
        Graph = new GraphProto
        {
            Initializers = [new TensorProto("x", DataType.Float, [1, 4, 1, 1]) { RawData = new byte[4 * sizeof(float)] }],
            Nodes = [new NodeProto("ReorderInput", ["x"], ["y"]) { Domain = BlockedConvolutions.Domain }],
            Outputs = [ValueInfoProto.Named("y")],
            Other = new ProtobufWriter().Text(2, "g").Written.ToArray(), // its name
        },
        Opsets = [new OpsetId("", 20), new OpsetId(BlockedConvolutions.Domain, 1)],
        Other = new ProtobufWriter().Number(1, 10).Written.ToArray(), // version of the format
    }.Serialize();
}
