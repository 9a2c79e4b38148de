namespace LatentDiffusion.Cli;

/// <summary>Loads a model, so that Ctrl+C ends it soon whatever step ONNX Runtime is at.</summary>
/// <param name="load">Loads it; may stop later than at once where the token is cancelled.</param>
/// <param name="cancellationToken">Stops the loading.</param>
internal sealed class ModelLoader(Func<IProgress<LoadingStep>?, LatentDiffusionPipeline> load, CancellationToken cancellationToken)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(700);

    /// <summary>Loads the model.</summary>
    /// <param name="progress">Told after each graph, or null.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public LatentDiffusionPipeline Load(IProgress<LoadingStep>? progress = null)
    {
        using ManualResetEventSlim done = new();
        using CancellationTokenRegistration patience = cancellationToken.UnsafeRegister(
            _ => new Thread(() => EndUnless(done)).Start(), null);
        try
        {
            LatentDiffusionPipeline pipeline = load(progress);
            if (!cancellationToken.IsCancellationRequested) return pipeline;
            pipeline.Dispose();
            throw new OperationCanceledException(cancellationToken);
        }
        finally
        {
            done.Set();
        }
    }

    /// <summary>
    /// The process may simply end while a model is loaded: what is being put into a cache is not in its place until it is whole.
    /// </summary>
    private static void EndUnless(ManualResetEventSlim done)
    {
        try
        {
            if (done.Wait(Patience)) return;
        }
        catch (ObjectDisposedException)
        {
            return;
        }

        Terminal.Error("cancelled.");
        Environment.Exit(CommandLine.Cancelled);
    }
}
