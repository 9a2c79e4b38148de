namespace LatentDiffusion.Extensions.AI.Tests;

/// <summary>Holds the loading of a model, and with it the worker, until it is opened.</summary>
internal sealed class Gate : IDisposable
{
    private readonly ManualResetEventSlim _open = new();

    public LatentDiffusionPipeline Load()
    {
        if (!_open.Wait(TimeSpan.FromSeconds(60))) throw new TimeoutException("The gate was never opened.");
        return App.Load();
    }

    public void Open() => _open.Set();

    public void Dispose() => _open.Dispose();
}
