namespace LatentDiffusion.Tests;

public sealed class OnnxGraphTests
{
    [Fact]
    public void Dispose_RefusesNewCalls_AndLetsThoseInFlightEnd()
    {
        OnnxGraph graph = Square();
        using (GraphCall call = graph.Call(TestContext.Current.CancellationToken))
        {
            graph.Dispose();
            graph.Dispose();
            call.Input("x", 1).Write()[0] = 3;
            TensorBuffer y = call.Output("y", 1);
            call.Run();
            Assert.Equal(9, y.Values[0]);
        }

        ObjectDisposedException error = Assert.Throws<ObjectDisposedException>(() => graph.Call(TestContext.Current.CancellationToken));
        Assert.Contains("'square'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Dispose_OfACallTwice_CountsOnce()
    {
        OnnxGraph graph = Square();
        using GraphCall call = graph.Call(TestContext.Current.CancellationToken);
        GraphCall other = graph.Call(TestContext.Current.CancellationToken);
        other.Dispose();
        other.Dispose();
        graph.Dispose();
        call.Input("x", 1).Write()[0] = 3;
        TensorBuffer y = call.Output("y", 1);
        call.Run();
        Assert.Equal(9, y.Values[0]);
    }

    [Fact]
    public void Dispose_BesideCallsOfOtherThreads_FreesNothingThatTheyUse()
    {
        for (int round = 0; round < 50; round++)
        {
            OnnxGraph graph = Square();
            int refused = 0;
            Parallel.For(0, 8, k =>
            {
                try
                {
                    if (k == 3) graph.Dispose();
                    using GraphCall call = graph.Call(CancellationToken.None);
                    call.Input("x", 1).Write()[0] = k;
                    TensorBuffer y = call.Output("y", 1);
                    call.Run();
                    Assert.Equal(k * k, y.Values[0]);
                }
                catch (ObjectDisposedException)
                {
                    Interlocked.Increment(ref refused);
                }
            });
            Assert.InRange(refused, 1, 8);
        }
    }

    private static OnnxGraph Square()
    {
        ModelProto model = ModelProto.Parse(OneNode.Serialize());
        return OnnxGraph.Load("square", "square.onnx", new BoundGraph(model, []), new PipelineOptions().Sessions());
    }
}
