using System.Runtime.InteropServices;

namespace LatentDiffusion.Tests;

/// <summary>Weights as they lie in the temporary file, beside what they are in the file of the model.</summary>
public sealed class ConvertedWeightsTests
{
    /// <summary>Sizes around those of tiles (16 rows) and parts (1,048,576 values).</summary>
    [Theory]
    [InlineData(1, 1, true)]
    [InlineData(1, 40, true)]
    [InlineData(40, 1, true)]
    [InlineData(17, 31, true)]
    [InlineData(1100, 1000, true)]
    [InlineData(1100, 1000, false)]
    public void Of_HalfPrecision_WritesEveryValue(int rows, int columns, bool transposed)
    {
        Half[] values = [.. Enumerable.Range(0, rows * columns).Select(i => (Half)((i * 37) % 2039 - 1000))];
        using Case made = new(MemoryMarshal.AsBytes<Half>(values).ToArray(), DataType.Float16, [rows, columns], true, transposed);
        BoundGraph converted = made.Convert();
        Assert.Empty(converted.Model.Graph.Nodes.Select(node => node.OpType).Except(["Identity"]));
        float[] written = made.Written(converted, transposed ? [columns, rows] : [rows, columns]);
        for (int i = 0; i < written.Length; i++)
            Assert.Equal((float)values[transposed ? i % rows * columns + i / rows : i], written[i]);
    }

    [Fact]
    public void Of_BFloat16_WritesEveryValue()
    {
        ushort[] values = [0x3F80, 0xC000, 0x0001, 0x7F80];
        using Case made = new(MemoryMarshal.AsBytes<ushort>(values).ToArray(), DataType.BFloat16, [4], true, false);
        Assert.Equal([1, -2, BitConverter.UInt32BitsToSingle(0x10000), float.PositiveInfinity], made.Written(made.Convert(), [4]));
    }

    [Fact]
    public void Of_Float32_TakesTheTransposeAway()
    {
        float[] values = [1, 2, 3, 4, 5, 6];
        using Case made = new(MemoryMarshal.AsBytes<float>(values).ToArray(), DataType.Float, [2, 3], false, true);
        Assert.Equal([1, 4, 2, 5, 3, 6], made.Written(made.Convert(), [3, 2]));
    }

    /// <summary>What several nodes read, what a graph returns, and what is few bytes.</summary>
    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 5000)]
    public void Of_OtherWeights_LeavesThem(bool isReadTwice, long leastBytes)
    {
        using Case made = new(new byte[8], DataType.Float16, [4], true, false, isReadTwice);
        Assert.Same(made.Graph, made.Convert(leastBytes));
    }

    /// <summary>A file of its own, with the nodes that templates and their weights have.</summary>
    private sealed class Case : IDisposable
    {
        private readonly TemporaryFolder _folder = new();
        private readonly List<MappedFile> _files;

        public Case(byte[] bytes, DataType type, long[] shape, bool isCast, bool isTransposed, bool isReadTwice = false)
        {
            File.WriteAllBytes(_folder["weights"], bytes);
            GraphPrefix prefix = new();
            string name = "stored";
            prefix.External(name, StoredType.Find((int)type)!, shape, _folder["weights"], 0, bytes.Length);
            if (isCast) prefix.Cast(name, name = "cast");
            if (isTransposed) prefix.Transpose(name, name = "transposed");
            prefix.Node("Identity", [name], "result");
            if (isReadTwice) prefix.Node("Identity", ["stored"], "again");
            Graph = prefix.Before(ModelProto.Parse(OnnxBytes.Model([])));
            _files = [.. Graph.Map()];
        }

        public BoundGraph Graph { get; }

        public BoundGraph Convert(long leastBytes = 1) => ConvertedWeights.Of(Graph, _files, leastBytes, block: 0, CancellationToken.None);

        public float[] Written(BoundGraph converted, long[] shape)
        {
            TensorProto tensor = Assert.Single(converted.Model.Graph.Initializers);
            Assert.Equal(DataType.Float, tensor.Type);
            Assert.Equal(shape, tensor.Shape);
            Assert.Equal(tensor.Name, Assert.Single(converted.Model.Graph.Nodes).Inputs[0]);
            Assert.Equal(BoundGraph.NameOf(1), tensor.External!.Location);
            return MemoryMarshal.Cast<byte, float>(_files[1].Bytes(tensor.External.Offset, tensor.External.Length!.Value)).ToArray();
        }

        public void Dispose()
        {
            foreach (MappedFile file in _files) file.Dispose();
            _folder.Dispose();
        }
    }
}
