using LatentDiffusion.Storage;

namespace LatentDiffusion.Onnx;

/// <summary>A model in memory whose weights lie in files.</summary>
/// <param name="Model">The model.</param>
/// <param name="Files">Paths of the files, in the order of the numbers by which the model names them.</param>
internal sealed record BoundGraph(ModelProto Model, IReadOnlyList<string> Files)
{
    // Those may be sizes and scales, which ONNX Runtime looks at before the bytes of files are there.
    private const int Small = 1024;

    /// <summary>Whether ONNX Runtime must leave conversions of weights to the runs.</summary>
    public bool KeepsWeights { get; init; }

    /// <summary>What adapters or learned words change, or null: nothing.</summary>
    public WeightChanges? Changes { get; init; }

    /// <summary>How the model names a file: ONNX Runtime is given the bytes under this name, and opens no file by itself.</summary>
    public static string NameOf(int file) => FormattableString.Invariant($"weights-{file}");

    /// <summary>Maps the files.</summary>
    /// <exception cref="ModelFormatException">One is absent, or ends before the bytes that the model needs of it.</exception>
    public MappedFile[] Map()
    {
        List<MappedFile> mapped = [];
        try
        {
            foreach (string file in Files) mapped.Add(MappedFile.Open(file));
            Dictionary<string, MappedFile> named = Named(mapped);
            foreach (TensorProto tensor in Model.Graph.Initializers)
                if (tensor.External is { } external) named[external.Location].RequireWithin(external.Offset, external.Length ?? 0);
            return [.. mapped];
        }
        catch
        {
            foreach (MappedFile file in mapped) file.Dispose();
            throw;
        }
    }

    /// <summary>The bytes of the model, small tensors of the files with them.</summary>
    /// <param name="files">The files, mapped.</param>
    public byte[] Serialize(IReadOnlyList<MappedFile> files)
    {
        Dictionary<string, MappedFile> named = Named(files);
        return (Model with
        {
            Graph = Model.Graph with { Initializers = [.. Model.Graph.Initializers.Select(Inlined)] },
        }).Serialize();

        TensorProto Inlined(TensorProto tensor) => tensor.External is { Length: < Small } external
            ? tensor with { External = null, RawData = named[external.Location].Bytes(external.Offset, external.Length.Value).ToArray() }
            : tensor;
    }

    /// <summary>Mapped files by the names that the model has for them.</summary>
    public static Dictionary<string, MappedFile> Named(IEnumerable<MappedFile> files) =>
        files.Index().ToDictionary(file => NameOf(file.Index), file => file.Item, StringComparer.Ordinal);
}
