namespace LatentDiffusion.Hub.Tests;

/// <summary>A request that a <see cref="FakeHub"/> got.</summary>
internal sealed record FakeRequest(string Method, string Host, string Path, string Authorization, string Range, string IfRange)
{
    public bool IsContent => Path.Contains("/resolve/", StringComparison.Ordinal) || Path.StartsWith("/cdn/", StringComparison.Ordinal);
}
