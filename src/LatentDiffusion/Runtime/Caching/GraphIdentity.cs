using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using LatentDiffusion.Errors;
using LatentDiffusion.Onnx;
using LatentDiffusion.Storage;
using Microsoft.ML.OnnxRuntime;

namespace LatentDiffusion.Runtime;

/// <summary>The key of a prepared graph: everything that ONNX Runtime's result depends on.</summary>
/// <param name="hashes">Hashes files.</param>
internal sealed class GraphIdentity(KnownHashes hashes)
{
    // Changes when this library asks ONNX Runtime for something else.
    private const string Layout = "2";

    private static readonly string Machine = string.Join(' ', Layout, Version, RuntimeInformation.RuntimeIdentifier, ProcessorKind.Text());
    private readonly ConcurrentDictionary<string, Lazy<string>> _hashes = new(StringComparer.Ordinal);

    /// <summary>Version of ONNX Runtime.</summary>
    public static string Version => OrtEnv.Instance().GetVersionString();

    /// <summary>
    /// The key: the graph with its small weights, every byte of the files with its large ones, ONNX Runtime and the processor.
    /// </summary>
    /// <param name="graph">The graph, as it is given to ONNX Runtime.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>64 hexadecimal digits.</returns>
    public string KeyOf(BoundGraph graph, CancellationToken cancellationToken)
    {
        using IncrementalHash key = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append($"{Machine} {(graph.KeepsWeights ? "keeps" : "converts")}");
        foreach (string path in graph.Files) Append(HashOf(path, cancellationToken));
        MappedFile[] files = graph.Map();
        try
        {
            key.AppendData(graph.Serialize(files));
        }
        finally
        {
            foreach (MappedFile file in files) file.Dispose();
        }

        return Convert.ToHexStringLower(key.GetHashAndReset());

        void Append(string text) => key.AppendData(Encoding.UTF8.GetBytes(text + '\n'));
    }

    /// <summary>Fails where a file of a graph is another one than that which its key was made of.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="IOException">One was changed.</exception>
    public void RequireUnchanged(BoundGraph graph, CancellationToken cancellationToken)
    {
        foreach (string path in graph.Files)
            if (hashes.Of(path, cancellationToken) != HashOf(path, cancellationToken))
                throw new IOException($"{path} was written to while it was read");
    }

    /// <summary>Files with several components are read once for a load.</summary>
    private string HashOf(string path, CancellationToken cancellationToken)
    {
        try
        {
            return _hashes.GetOrAdd(path, p => new Lazy<string>(() => hashes.Of(p, cancellationToken))).Value;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelFormatException($"{path}: the file cannot be read: {Shown.Cause(e)}.", e);
        }
    }
}
