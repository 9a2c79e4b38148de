using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace LatentDiffusion.Tests;

/// <summary>Graphs whose weights are changed, on what the cache has of them without the changes.</summary>
public sealed class ChangedGraphTests : IDisposable
{
    private const int Channels = 32, Side = 5;

    private readonly TemporaryFolder _folder = new();
    private readonly SessionSettings _settings = new(ExecutionProviders.Cpu) { LargeBytes = 1 };
    private readonly float[] _x = [.. Enumerable.Range(0, Channels * Side * Side).Select(i => (float)(i * 11 % 5 - 2))];

    /// <summary>A convolution in blocks and a linear layer that is turned; values as whole numbers, whose sums are exact.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Open_Changed_PutsWeightsIntoThePreparedGraph(bool isPrepared)
    {
        PreparedGraphs graphs = new(new GraphCache(_folder["graphs"]));
        BoundGraph original = Graph(0), changed = Graph(1);
        if (isPrepared) graphs.Open("unet", "model", original, _settings)!.Dispose();
        using OpenedSession? opened = graphs.Open("unet", "model", changed, _settings);
        Assert.Equal(isPrepared, opened is not null);
        using SessionOptions options = _settings.CreateOptions();
        using OpenedSession plain = OpenedSession.Of(changed, options, _settings);
        float[] expected = Run(plain);
        if (opened is not null) Assert.Equal(expected, Run(opened));
        Assert.NotEqual(expected, Run(OpenedSession.Of(original, _settings.CreateOptions(), _settings)));
    }

    /// <summary>What was prepared of other weights, under the same key, is seen.</summary>
    [Fact]
    public void Open_OtherWeightsInTheCache_IsNotTaken()
    {
        PreparedGraphs graphs = new(new GraphCache(_folder["graphs"]));
        graphs.Open("unet", "model", Graph(0), _settings)!.Dispose();
        BoundGraph changed = Graph(1);
        BoundGraph other = changed with { Changes = changed.Changes! with { Before = new Dictionary<string, string> { ["w"] = "w" } } };
        Assert.Null(graphs.Open("unet", "model", other, _settings));
    }

    private BoundGraph Graph(int change)
    {
        int area = Channels * Channels * 9;
        float[] values = [.. Enumerable.Range(0, area + Channels * Channels).Select(i => (float)(i * 37 % 7 - 3))];
        string file = _folder["weights"];
        if (!File.Exists(file)) File.WriteAllBytes(file, MemoryMarshal.AsBytes<float>(values).ToArray());
        GraphPrefix prefix = new();
        string w = change > 0 ? "w/0" : "w", l = change > 0 ? "l/0" : "l";
        prefix.External(w, StoredType.Float32, [Channels, Channels, 3, 3], file, 0, area * sizeof(float));
        prefix.External(l, StoredType.Float32, [Channels, Channels], file, area * sizeof(float), Channels * Channels * sizeof(float));
        if (change > 0)
        {
            float[] delta = [.. Enumerable.Range(0, area).Select(i => (float)(i * 13 % 5 - 2))];
            prefix.Inline("w/delta", StoredType.Float32, [Channels, Channels, 3, 3], MemoryMarshal.AsBytes<float>(delta));
            prefix.Inline("l/delta", StoredType.Float32, [Channels, Channels], MemoryMarshal.AsBytes(delta.AsSpan(0, Channels * Channels)));
            prefix.Node("Sum", ["w/0", "w/delta"], "w");
            prefix.Node("Sum", ["l/0", "l/delta"], "l");
        }

        BoundGraph graph = prefix.Before(OnnxBytes.Model(new GraphProto
        {
            Inputs = [OnnxBytes.Value("x", DataType.Float, 1, Channels, Side, Side)],
            Outputs = [OnnxBytes.Value("y", DataType.Float, 1, Side, Side, Channels)],
            Nodes =
            [
                new NodeProto("Conv", ["x", "w"], ["h"], AttributeProto.Of("pads", 1, 1, 1, 1)),
                new NodeProto("Transpose", ["h"], ["rows"], AttributeProto.Of("perm", 0, 2, 3, 1)),
                new NodeProto("Transpose", ["l"], ["turned"], AttributeProto.Of("perm", 1, 0)) { Name = "turn" },
                new NodeProto("MatMul", ["rows", "turned"], ["y"]),
            ],
        }));
        return change == 0 ? graph : graph with
        {
            Changes = new WeightChanges(new Dictionary<string, string> { ["w"] = "w/0", ["l"] = "l/0" }, () => Graph(0)),
        };
    }

    private float[] Run(OpenedSession opened)
    {
        using RunOptions run = new();
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(_x, [1, Channels, Side, Side]);
        using IDisposableReadOnlyCollection<OrtValue> outputs = opened.Session.Run(run, ["x"], [input], ["y"]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    public void Dispose() => _folder.Dispose();
}
