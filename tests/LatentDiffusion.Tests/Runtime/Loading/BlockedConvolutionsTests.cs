using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace LatentDiffusion.Tests;

/// <summary>Convolutions whose weights were written in blocks, beside the ordinary ones that they stand for.</summary>
public sealed class BlockedConvolutionsTests
{
    private const int ChannelsIn = 32, Middle = 64, ChannelsOut = 48;

    [Fact]
    public void Size_OfThisProcessor_IsThatOfItsVectors() => Assert.Equal(
        System.Runtime.Intrinsics.X86.Avx512F.IsSupported ? 16 : System.Runtime.Intrinsics.X86.Avx.IsSupported ? 8 : ConvolutionBlocks.Size,
        ConvolutionBlocks.Size);

    [Theory]
    [InlineData("Conv", new long[] { 32, 16, 3, 3 }, 1, true)]
    [InlineData("Conv", new long[] { 32, 16, 3, 3 }, 2, false)]
    [InlineData("Conv", new long[] { 32, 24, 3, 3 }, 1, false)]
    [InlineData("Conv", new long[] { 24, 32, 3, 3 }, 1, false)]
    [InlineData("Conv", new long[] { 32, 16, 3 }, 1, false)]
    [InlineData("ConvTranspose", new long[] { 32, 16, 3, 3 }, 1, false)]
    public void CanReplace_Node_IsWhetherItsChannelsFillBlocks(string operation, long[] weight, long group, bool expected)
    {
        NodeProto node = new(operation, ["x", "w"], ["y"], AttributeProto.Of("group", group));
        Assert.Equal(expected, BlockedConvolutions.CanReplace(node, weight, 16));
        Assert.False(BlockedConvolutions.CanReplace(node, weight, 0));
    }

    /// <summary>In float16 and float32; values as whole numbers, so that sums are exact whatever their order.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Of_ChainOfConvolutions_ComputesTheSame(bool isHalf)
    {
        Assert.SkipUnless(ConvolutionBlocks.Size > 0, "ONNX Runtime has no convolutions in blocks for this processor.");
        using Case made = new(isHalf);
        BoundGraph blocked = made.Convert(ConvolutionBlocks.Size);
        Assert.Equal(
            ["ReorderInput", "Conv", "Conv", "ReorderOutput", "Relu"],
            blocked.Model.Graph.Nodes.Select(node => node.OpType)); // between two convolutions blocks stay blocks
        float[] expected = made.Run(made.Graph);
        Assert.Equal(expected, made.Run(blocked));
        Assert.Contains(expected, value => value > 0);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    public void Of_Weight_WritesItsValuesInBlocks(int block)
    {
        using Case made = new(isHalf: true);
        float[] written = made.WeightOf(made.Convert(block), "w1"), plain = made.Values;
        for (int o = 0; o < Middle; o++)
            for (int i = 0; i < ChannelsIn; i++)
                for (int place = 0; place < 9; place++)
                {
                    int blocks = (o / block * (ChannelsIn / block) + i / block) * 9 + place;
                    Assert.Equal(plain[(o * ChannelsIn + i) * 9 + place], written[(blocks * block + i % block) * block + o % block]);
                }
    }

    [Fact]
    public void Of_WeightThatIsReadTwice_LeavesBothConvolutions()
    {
        using Case made = new(isHalf: false, isShared: true);
        Assert.DoesNotContain(made.Convert(16).Model.Graph.Nodes, node => node.Domain.Length > 0 && node.Inputs.Contains("w1"));
    }

    /// <summary>Two convolutions, one behind the other, and an activation.</summary>
    private sealed class Case : IDisposable
    {
        private const int Side = 5;
        private readonly TemporaryFolder _folder = new();
        private readonly List<MappedFile> _files;

        public Case(bool isHalf, bool isShared = false)
        {
            Values = [.. Enumerable.Range(0, Middle * ChannelsIn * 9 + ChannelsOut * Middle).Select(i => (float)(i * 37 % 7 - 3))];
            File.WriteAllBytes(
                _folder["weights"],
                isHalf
                    ? MemoryMarshal.AsBytes<Half>([.. Values.Select(value => (Half)value)]).ToArray()
                    : MemoryMarshal.AsBytes<float>(Values).ToArray());
            int size = isHalf ? 2 : 4, first = Middle * ChannelsIn * 9 * size;
            StoredType type = StoredType.Find((int)(isHalf ? DataType.Float16 : DataType.Float))!;
            GraphPrefix prefix = new();
            prefix.External(isHalf ? "s1" : "w1", type, [Middle, ChannelsIn, 3, 3], _folder["weights"], 0, first);
            prefix.External(isHalf ? "s2" : "w2", type, [ChannelsOut, Middle, 1, 1], _folder["weights"], first, ChannelsOut * Middle * size);
            if (isHalf) prefix.Cast("s1", "w1");
            if (isHalf) prefix.Cast("s2", "w2");
            NodeProto other = new("Identity", ["w1"], ["again"]);
            Graph = prefix.Before(OnnxBytes.Model(new GraphProto
            {
                Inputs = [OnnxBytes.Value("x", DataType.Float, 1, ChannelsIn, Side, Side)],
                Outputs = [OnnxBytes.Value("y", DataType.Float, 1, ChannelsOut, Side, Side)],
                Nodes =
                [
                    new NodeProto("Conv", ["x", "w1"], ["h"], AttributeProto.Of("pads", 1, 1, 1, 1)),
                    new NodeProto("Conv", ["h", "w2"], ["c"]),
                    new NodeProto("Relu", ["c"], ["y"]),
                    .. isShared ? [other] : Array.Empty<NodeProto>(),
                ],
            }));
            _files = [.. Graph.Map()];
        }

        public float[] Values { get; }

        public BoundGraph Graph { get; }

        public BoundGraph Convert(int block) => ConvertedWeights.Of(Graph, _files, leastBytes: 1, block, CancellationToken.None);

        public float[] WeightOf(BoundGraph graph, string name)
        {
            TensorProto tensor = graph.Model.Graph.Initializers.Single(t => t.Name == name);
            MappedFile file = _files.Index().Single(f => BoundGraph.NameOf(f.Index) == tensor.External!.Location).Item;
            return MemoryMarshal.Cast<byte, float>(file.Bytes(tensor.External!.Offset, tensor.External.Length!.Value)).ToArray();
        }

        public float[] Run(BoundGraph graph)
        {
            float[] x = [.. Enumerable.Range(0, ChannelsIn * Side * Side).Select(i => (float)(i * 11 % 5 - 2))];
            using SessionOptions options = new();
            LatentDiffusion.Runtime.OrtApi.AddFilesInMemory(options, _files);
            using InferenceSession session = new(graph.Serialize(_files), options);
            using RunOptions run = new();
            using OrtValue input = OrtValue.CreateTensorValueFromMemory(x, [1, ChannelsIn, Side, Side]);
            using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(run, ["x"], [input], ["y"]);
            return outputs[0].GetTensorDataAsSpan<float>().ToArray();
        }

        public void Dispose()
        {
            foreach (MappedFile file in _files) file.Dispose();
            _folder.Dispose();
        }
    }
}
