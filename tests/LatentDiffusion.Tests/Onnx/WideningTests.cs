using System.Runtime.InteropServices;

namespace LatentDiffusion.Tests;

/// <summary>A small graph of float16 with every place where the type is named, rewritten and run by ONNX Runtime.</summary>
public sealed class WideningTests
{
    private const int Float16 = 10, Graph = 7;

    /// <summary>((x + inline) * outside) cast to float16, times listed: 40000 * 3 * 0.5 overflows on the way in float16.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Of_GraphOfFloat16_ComputesInFloat32(bool listsWeightsAmongInputs)
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder["weights.bin"], [0, 0, .. Bits(3)]);
        File.WriteAllBytes(folder["model.onnx"], Model(listsWeightsAmongInputs));
        using ModelFile file = ModelFile.Open(folder["model.onnx"]);
        var (open, parameters) = OnnxWeights.Open(file, []);
        Assert.Equal(DataType.Float16, open.ComputesIn);
        BoundGraph bound = GraphComposer.Compose(Widening.Of(open), parameters, []);
        using OnnxGraph graph = OnnxGraph.Load("g", "g", bound, new PipelineOptions().Sessions());
        Assert.Equal(["x"], graph.Inputs.Keys);
        using GraphCall call = graph.Call(CancellationToken.None);
        call.Input("x", 1).Write()[0] = 39999;
        call.FreeOutput("y");
        Assert.Equal(60000f, call.RunFree()[0].Values[0]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(150)]
    public void Parse_CutOffFile_IsRefused(int bytes) =>
        Assert.Throws<InvalidDataException>(() => ModelProto.Parse(Model(false)[..^bytes]));

    private static byte[] Model(bool listsWeightsAmongInputs)
    {
        ProtobufWriter graph = new ProtobufWriter()
            .Message(1, Node("Constant", [], "inline", Tensor("value", bits: Bits(1), listed: null)))
            .Message(1, Node("Constant", [], "listed", Tensor("value", bits: null, listed: BitConverter.HalfToUInt16Bits((Half)0.5f))))
            .Message(1, Node("Add", ["x", "inline"], "a"))
            .Message(1, Node("Mul", ["a", "outside"], "b"))
            .Message(1, Node("Cast", ["b"], "c", new ProtobufWriter().Text(1, "to").Number(3, Float16).Number(20, 2)))
            .Message(1, Node("Mul", ["c", "listed"], "y"))
            .Text(2, "graph")
            .Message(5, Weights("outside", "weights.bin", offset: "2", length: "2"))
            .Message(11, Value("x"))
            .Message(12, Value("y"));
        if (listsWeightsAmongInputs) graph.Message(11, Value("outside"));
        return
        [
            .. new ProtobufWriter()
                .Number(1, 8)
                .Message(Graph, graph)
                .Message(8, new ProtobufWriter().Text(1, "").Number(2, 17))
                .Written,
        ];
    }

    private static ProtobufWriter Node(string operation, string[] inputs, string output, params ProtobufWriter[] attributes)
    {
        ProtobufWriter node = new();
        foreach (string input in inputs) node.Text(1, input);
        node.Text(2, output).Text(4, operation);
        foreach (ProtobufWriter attribute in attributes) node.Message(5, attribute);
        return node;
    }

    private static ProtobufWriter Tensor(string name, byte[]? bits, ushort? listed)
    {
        ProtobufWriter tensor = new ProtobufWriter().Number(1, 1).Number(2, Float16);
        if (bits is not null) tensor.Bytes(9, bits);
        if (listed is { } number) tensor.Number(5, number);
        return new ProtobufWriter().Text(1, name).Message(5, tensor).Number(20, 4);
    }

    private static ProtobufWriter Weights(string name, string file, string offset, string length)
    {
        ProtobufWriter tensor = new ProtobufWriter().Number(1, 1).Number(2, Float16).Text(8, name).Number(14, 1);
        foreach (var (key, value) in ((string, string)[])[("location", file), ("offset", offset), ("length", length)])
            tensor.Message(13, new ProtobufWriter().Text(1, key).Text(2, value));
        return tensor;
    }

    private static ProtobufWriter Value(string name)
    {
        ProtobufWriter shape = new ProtobufWriter().Message(1, new ProtobufWriter().Number(1, 1));
        ProtobufWriter type = new ProtobufWriter().Message(1, new ProtobufWriter().Number(1, Float16).Message(2, shape));
        return new ProtobufWriter().Text(1, name).Message(2, type);
    }

    private static byte[] Bits(float value) => MemoryMarshal.AsBytes<Half>([(Half)value]).ToArray();
}
