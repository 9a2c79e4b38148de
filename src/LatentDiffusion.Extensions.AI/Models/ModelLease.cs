namespace LatentDiffusion.Extensions.AI;

/// <summary>A loaded model that stays loaded until this is disposed.</summary>
public sealed class ModelLease : IDisposable
{
    private Action? _release;

    /// <summary>Makes a lease.</summary>
    internal ModelLease(string name, LatentDiffusionPipeline pipeline, Action release) =>
        (Name, Pipeline, _release) = (name, pipeline, release);

    /// <summary>Name of the model.</summary>
    public string Name { get; }

    /// <summary>The model. Not to be disposed.</summary>
    public LatentDiffusionPipeline Pipeline { get; }

    /// <summary>Gives the model back.</summary>
    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
