namespace LatentDiffusion.Tests;

/// <summary>A cache that holds the graphs of a tiny checkpoint, to be copied, and what the checkpoint draws without it.</summary>
public sealed class FilledCache : IDisposable
{
    public FilledCache()
    {
        Fresh = Case.DrawFresh();
        Case.Draw();
    }

    public byte[] Fresh { get; }

    internal CacheCase Case { get; } = new();

    public void Dispose() => Case.Dispose();
}
