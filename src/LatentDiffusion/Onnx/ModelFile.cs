using LatentDiffusion.Errors;
using LatentDiffusion.Storage;

namespace LatentDiffusion.Onnx;

/// <summary>
/// An ONNX file and the files beside it that hold weights. What it says is checked before a byte of another file is read: a model file
/// must not be able to name any file of the machine.
/// </summary>
internal sealed class ModelFile : IDisposable
{
    private const int MaxDepth = 32;

    private readonly MappedFile _file;
    private readonly string _path;
    private readonly string[] _folders;

    private ModelFile(string path, MappedFile file)
    {
        _path = path;
        _file = file;
        Model = ModelProto.Parse(file.Memory());

        // Hubs keep files under links: what counts is where the graph is named, and where it lies.
        string folder = System.IO.Path.GetDirectoryName(path)!;
        IEnumerable<string> stores = SnapshotFolder.StoresOf(folder).Select(RealPath.Of);
        _folders = [RealPath.Of(folder), System.IO.Path.GetDirectoryName(file.Path)!, .. stores];
    }

    /// <summary>What the file holds; it refers to the file's memory.</summary>
    public ModelProto Model { get; }

    /// <summary>Number of its own bytes.</summary>
    public long Length => _file.Length;

    /// <summary>Opens a file.</summary>
    /// <exception cref="ModelFormatException">It is absent or not an ONNX file.</exception>
    public static ModelFile Open(string path)
    {
        string full = System.IO.Path.GetFullPath(path);
        MappedFile file = MappedFile.Open(full);
        try
        {
            return new ModelFile(full, file);
        }
        catch (Exception e)
        {
            file.Dispose();
            if (e is InvalidDataException or IOException or UnauthorizedAccessException or OverflowException)
                throw new ModelFormatException($"{full}: this is not a sound ONNX file: {e.Message.TrimEnd('.')}.", e);
            throw;
        }
    }

    /// <summary>Where the bytes of a weight lie; null where its elements are listed one by one, and have no bytes of their own.</summary>
    /// <exception cref="ModelFormatException">They lie outside of the folder, or are not as many as its shape says.</exception>
    public StoredTensor? Locate(TensorProto tensor)
    {
        try
        {
            if (StoredType.Find((int)tensor.Type) is not { } type) return null;
            long needed = checked(tensor.Count * type.Bits) / 8;
            if (tensor.RawData is { } raw)
                return raw.Length == needed
                    ? new StoredTensor(tensor.Name, type, tensor.Shape, _file.Path, _file.OffsetOf(raw.Span), raw.Length)
                    : throw new InvalidDataException($"it has {raw.Length} bytes where its shape needs {needed}");
            if (tensor.External is not { } external) return null;
            if (external.Length is { } stated && stated != needed)
                throw new InvalidDataException($"it has {stated} bytes where its shape needs {needed}");
            return new StoredTensor(tensor.Name, type, tensor.Shape, PathOf(external.Location), external.Offset, needed);
        }
        catch (Exception e) when (e is InvalidDataException or OverflowException)
        {
            throw new ModelFormatException($"{_path}: the weight '{Shown.Of(tensor.Name)}' cannot be read: {e.Message}.", e);
        }
    }

    /// <summary>The file of a location, with links followed.</summary>
    /// <exception cref="ModelFormatException">It is not in the folder of the model.</exception>
    public string PathOf(string location)
    {
        string shown = $"{_path}: weights are said to lie in '{Shown.Of(location)}'";
        bool isPlain = location.Length > 0 && location.AsSpan().IndexOfAny(':', '\\', '\0') < 0 && !System.IO.Path.IsPathRooted(location)
            && !location.Split('/').Contains("..");
        if (!isPlain) throw new ModelFormatException($"{shown}, which is not a file in the folder of the graph.");
        string named = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(_path)!, location);
        try
        {
            string real = RealPath.Of(named);
            return _folders.Any(folder => IsInside(folder, real))
                ? real : throw new ModelFormatException($"{shown}, a link that leads out of the folder of the graph, to {real}.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ModelFormatException($"{named}: the file cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Fails for tensors that lie in other files, but are not weights of the main graph: nobody writes such.</summary>
    /// <exception cref="ModelFormatException">There is one.</exception>
    public void RequireSelfContained()
    {
        try
        {
            if (Model.Graph.HasSparseInitializers) throw new InvalidDataException("it has sparse weights, which are not supported");
            foreach (NodeProto node in Model.Graph.Nodes.Concat(Model.Functions.SelectMany(f => f.Nodes))) RequireSelfContained(node, 0);
        }
        catch (InvalidDataException e)
        {
            throw new ModelFormatException($"{_path}: this ONNX file cannot be used: {e.Message}.", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static void RequireSelfContained(NodeProto node, int depth)
    {
        if (depth > MaxDepth) throw new InvalidDataException($"its graphs lie more than {MaxDepth} deep in one another");
        if (node.OpType == "EPContext") throw new InvalidDataException("it was compiled for one device; export it anew");
        foreach (AttributeProto attribute in node.Attributes)
        {
            if (attribute.Tensor?.External is not null)
                throw new InvalidDataException($"the attribute '{Shown.Of(attribute.Name)}' lies in another file");
            foreach (GraphProto graph in attribute.Graphs)
            {
                if (graph.HasSparseInitializers || graph.Initializers.Any(tensor => tensor.External is not null))
                    throw new InvalidDataException("weights of a graph in a condition or loop lie in another file, or are sparse");
                foreach (NodeProto inner in graph.Nodes) RequireSelfContained(inner, depth + 1);
            }
        }
    }

    private static bool IsInside(string folder, string file) => file.StartsWith(
        System.IO.Path.TrimEndingDirectorySeparator(folder) + System.IO.Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
