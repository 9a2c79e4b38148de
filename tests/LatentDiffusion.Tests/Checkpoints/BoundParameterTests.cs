namespace LatentDiffusion.Tests;

/// <summary>Each way in which a checkpoint holds a parameter otherwise than the graph has it.</summary>
public sealed class BoundParameterTests
{
    private static readonly float[] Stored = [.. Enumerable.Range(0, 24).Select(i => i - 3.5f)];

    public static TheoryData<string, long[], long[], long[]?, bool, bool, float[]> Layouts => new()
    {
        { "F32", [6, 4], [6, 4], null, false, false, Stored },
        { "F16", [6, 4], [6, 4], null, false, false, Stored },
        { "BF16", [6, 4], [6, 4], null, false, false, Stored },
        { "F64", [6, 4], [6, 4], null, false, false, Stored },
        { "F32", [6, 4, 1, 1], [6, 4], null, false, false, Stored },
        { "F32", [6, 4], [2, 4], [2, 2], false, false, Stored[8..16] },
        { "F16", [24], [5], [7, 5], false, false, Stored[7..12] },
        { "F32", [6, 4], [4, 6], null, true, false, [.. Enumerable.Range(0, 24).Select(i => Stored[i % 6 * 4 + i / 6])] },
        { "F16", [6, 4], [4, 6], null, true, false, [.. Enumerable.Range(0, 24).Select(i => Stored[i % 6 * 4 + i / 6])] },
        { "F32", [6, 4], [6, 4], null, false, true, [.. Stored[12..], .. Stored[..12]] },
        { "BF16", [24], [24], null, false, true, [.. Stored[12..], .. Stored[..12]] },
    };

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Declare_Layout_GivesTheParameter(
        string type, long[] stored, long[] shape, long[]? rows, bool transposed, bool swapped, float[] expected)
    {
        using TemporaryFolder folder = new();
        StoredType storedType = StoredType.Find(type)!;
        byte[] bytes = [1, 2, 3, .. Stored.SelectMany(v => Bytes(type, v))];
        File.WriteAllBytes(folder["weights"], bytes);
        BoundParameter bound = new(
            new TemplateParameter("w", shape, [], []), new StoredTensor("k", storedType, stored, folder["weights"], 3, bytes.Length - 3),
            new StoredLayout("k", rows is null ? null : (rows[0], rows[1]), transposed, swapped));
        Assert.Null(bound.Fault);
        GraphPrefix prefix = new();
        bound.Declare(prefix, "w", DataType.Float);
        Assert.Equal(expected, Run(prefix));
    }

    [Theory]
    [InlineData("F32", new long[] { 4, 6 }, new long[] { 6, 4 }, null, "F32[4, 6], but [6, 4] is needed")]
    [InlineData("I32", new long[] { 6, 4 }, new long[] { 6, 4 }, null, "which is not a type of weights")]
    [InlineData("F32", new long[] { 6, 4 }, new long[] { 4, 4 }, new long[] { 3, 4 }, "rows 3 to 7")]
    public void Fault_TensorThatDoesNotFit_SaysWhy(string type, long[] stored, long[] shape, long[]? rows, string fault)
    {
        StoredLayout layout = new("k", rows is null ? null : (rows[0], rows[1]));
        StoredTensor tensor = new("k", StoredType.Find(type)!, stored, "f", 0, 96);
        BoundParameter bound = new(new TemplateParameter("w", shape, [], []), tensor, layout);
        Assert.Contains(fault, bound.Fault, StringComparison.Ordinal);
    }

    /// <summary>A graph that adds its parameter to its input, which is one number.</summary>
    private static float[] Run(GraphPrefix prefix)
    {
        ModelProto model = OnnxBytes.Model(new GraphProto
        {
            Nodes = [new NodeProto("Add", ["w", "x"], ["y"])],
            Inputs = [OnnxBytes.Value("x", DataType.Float)],
            Outputs = [OnnxBytes.Value("y", DataType.Float)],
        });
        using OnnxGraph loaded = OnnxGraph.Load("g", "g", prefix.Before(model), new PipelineOptions().Sessions());
        using GraphCall call = loaded.Call(TestContext.Current.CancellationToken);
        call.Input("x").Write()[0] = 0;
        call.FreeOutput("y");
        return call.RunFree()[0].Values;
    }

    private static byte[] Bytes(string type, float value) => type switch
    {
        "F16" => BitConverter.GetBytes((Half)value),
        "BF16" => BitConverter.GetBytes((ushort)(BitConverter.SingleToUInt32Bits(value) >> 16)),
        "F64" => BitConverter.GetBytes((double)value),
        _ => BitConverter.GetBytes(value),
    };
}
