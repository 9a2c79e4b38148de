using LatentDiffusion.Models.Emoji;

namespace LatentDiffusion.Tests;

/// <summary>Loading: its progress, and that it can be cancelled.</summary>
public sealed class LoadingTests
{
    [Fact]
    public void Load_ReportsEachGraphOnce()
    {
        Callback progress = new(_ => { });
        using LatentDiffusionPipeline pipeline = EmojiModel.CreatePipeline(progress: progress);
        Assert.Equal(Enumerable.Range(1, progress.Steps.Count), progress.Steps.Select(step => step.Loaded));
        Assert.Equal(
            ["text_encoder", "unet", "vae_decoder", "vae_encoder"],
            progress.Steps.Select(step => step.Component).Order(StringComparer.Ordinal));
        Assert.All(progress.Steps, step => Assert.Equal(progress.Steps.Count, step.Graphs));
    }

    [Fact]
    public void Load_CancelledByItsProgress_Stops()
    {
        using CancellationTokenSource source = new();
        Callback progress = new(_ => source.Cancel());
        OperationCanceledException e = Assert.ThrowsAny<OperationCanceledException>(
            () => EmojiModel.CreatePipeline(progress: progress, cancellationToken: source.Token));
        Assert.Equal(source.Token, e.CancellationToken);
    }

    [Fact]
    public void Load_AlreadyCancelled_LoadsNothing()
    {
        Callback progress = new(_ => { });
        Assert.ThrowsAny<OperationCanceledException>(
            () => EmojiModel.CreatePipeline(progress: progress, cancellationToken: new CancellationToken(canceled: true)));
        Assert.Empty(progress.Steps);
    }

    /// <summary>ONNX Runtime itself stops, within the graph that it optimises.</summary>
    [Fact]
    public void Load_CancelledWithinAGraph_Stops()
    {
        using CancellationTokenSource source = new();
        PipelineOptions options = new() { ConfigureSession = _ => source.Cancel() };
        Assert.ThrowsAny<OperationCanceledException>(() => EmojiModel.CreatePipeline(options, cancellationToken: source.Token));
    }

    [Fact]
    public void InFloat32_FailureOfLoading_IsNotKept()
    {
        int calls = 0;
        using OnnxGraph graph = Decoder().WithFloat32(() => ++calls == 1 ? throw new ModelFormatException("not now") : Decoder());
        Assert.Throws<ModelFormatException>(() => graph.InFloat32);
        Assert.NotNull(graph.InFloat32);
        Assert.Same(graph.InFloat32, graph.InFloat32);
        Assert.Equal(2, calls);
    }

    private static OnnxGraph Decoder() => new OnnxSource("vae_decoder", ReferenceFiles.Path("tiny", "stable_diffusion", "vae_decoder"))
        .Load(new PipelineOptions().Sessions(), GraphPrecision.Float32);

    private sealed class Callback(Action<LoadingStep> report) : IProgress<LoadingStep>
    {
        public List<LoadingStep> Steps { get; } = [];

        public void Report(LoadingStep value)
        {
            Steps.Add(value);
            report(value);
        }
    }
}
