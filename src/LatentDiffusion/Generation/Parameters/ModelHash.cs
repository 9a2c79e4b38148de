using System.Security.Cryptography;
using System.Text;
using LatentDiffusion.Checkpoints;

namespace LatentDiffusion.Generation;

/// <summary>
/// The hash that tells models apart: of a single-file checkpoint webui's <c>Model hash</c>, of a folder that of the hashes of the files
/// that its graphs were loaded from. It is computed beside the first generation, since a file may have gigabytes.
/// </summary>
internal sealed class ModelHash
{
    private readonly Lazy<Task<string?>> _task;

    /// <summary>Notes what to hash.</summary>
    /// <param name="sources">Where the graphs come from.</param>
    public ModelHash(IEnumerable<GraphSource> sources)
    {
        (string Component, string[] Files)[] files = [.. sources
            .Select(s => (s.Name, s.WeightFiles.Order(StringComparer.Ordinal).ToArray()))
            .OrderBy(s => s.Name, StringComparer.Ordinal)];
        _task = new(() => Task.Run(() => Compute(files)));
    }

    /// <summary>Begins, where it has not begun.</summary>
    public void Begin() => _ = _task.Value;

    /// <summary>The hash, 10 digits; null where a file is not readable any more. Waits for it.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; the hash is computed to its end nevertheless.</exception>
    public string? Await(CancellationToken cancellationToken) => _task.Value.WaitAsync(cancellationToken).GetAwaiter().GetResult();

    private static string? Compute((string Component, string[] Files)[] components)
    {
        try
        {
            if (components.SelectMany(c => c.Files).Distinct(StringComparer.Ordinal).ToArray() is [var single])
                return FileHash.Of(single)[..FileHash.ModelDigits];
            StringBuilder all = new();
            foreach (var (component, files) in components)
                foreach (string file in files) all.Append(component).Append('=').Append(FileHash.Of(file)).Append('\n');
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all.ToString())))[..FileHash.ModelDigits];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
