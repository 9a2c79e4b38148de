using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace LatentDiffusion.Tests;

/// <summary>A small graph of float16 with every place where the type is named, rewritten and run by ONNX Runtime.</summary>
public sealed class Float32ModelTests
{
    private const int Float16 = 10, Graph = 7;

    /// <summary>((x + inline) * outside) cast to float16, times listed: 40000 * 3 * 0.5 overflows on the way in float16.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void From_GraphOfFloat16_ComputesInFloat32(bool listsWeightsAmongInputs)
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder["weights.bin"], [0, 0, .. Bits(3)]);
        byte[] rewritten = Float32Model.From(Model(listsWeightsAmongInputs))!;
        using SessionOptions options = new();
        options.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", folder.Path);
        using InferenceSession session = new(rewritten, options);
        Assert.Equal(["x"], session.InputNames);
        using OrtValue x = OrtValue.CreateTensorValueFromMemory([39999f], [1]);
        using RunOptions run = new();
        using IDisposableReadOnlyCollection<OrtValue> results = session.Run(run, ["x"], [x], ["y"]);
        Assert.Equal(60000f, results[0].GetTensorDataAsSpan<float>()[0]);
    }

    [Fact]
    public void From_GraphOfFloat32_IsNull() =>
        Assert.Null(Float32Model.From(File.ReadAllBytes(ReferenceFiles.Path("tiny", "stable_diffusion", "vae_decoder", "model.onnx"))));

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(150)]
    public void From_CutOffFile_IsRefused(int bytes) =>
        Assert.Throws<InvalidDataException>(() => Float32Model.From(Model(false).AsSpan()[..^bytes]));

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
