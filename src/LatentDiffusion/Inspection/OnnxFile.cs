namespace LatentDiffusion;

/// <summary>
/// What an ONNX file declares, read without loading its weights. Field numbers are those of
/// https://github.com/onnx/onnx/blob/v1.19.0/onnx/onnx.proto.
/// </summary>
internal sealed class OnnxFile
{
    private readonly ProtobufReader _reader;
    private readonly List<TensorDeclaration> _inputs = [], _outputs = [];
    private readonly HashSet<string> _initializers = new(StringComparer.Ordinal);
    private readonly Dictionary<int, long> _elements = [];
    private readonly Dictionary<string, long> _externalFiles = new(StringComparer.Ordinal);

    private OnnxFile(ProtobufReader reader) => _reader = reader;

    /// <summary>What the graph must be given; old files list weights among the inputs, which are left out here.</summary>
    public IReadOnlyList<TensorDeclaration> Inputs => [.. _inputs.Where(i => !_initializers.Contains(i.Name))];

    /// <summary>What the graph returns.</summary>
    public IReadOnlyList<TensorDeclaration> Outputs => _outputs;

    /// <summary>Number of weights.</summary>
    public long Parameters { get; private set; }

    /// <summary>The type of most weights, or empty where there are none.</summary>
    public string WeightType => _elements.Count == 0 ? "" : OnnxElementType.Name(_elements.MaxBy(e => e.Value).Key);

    /// <summary>Files with weights beside the graph, and the bytes that each needs to have.</summary>
    public IReadOnlyDictionary<string, long> ExternalFiles => _externalFiles;

    /// <summary>Reads a file.</summary>
    /// <exception cref="ModelFormatException">It is not an ONNX file, or cannot be read.</exception>
    public static OnnxFile Read(string path) => Read(path, () => File.OpenRead(path));

    /// <summary>Reads the content of a file.</summary>
    /// <exception cref="ModelFormatException">It is not an ONNX file, or cannot be read.</exception>
    public static OnnxFile Read(string path, Func<Stream> open)
    {
        try
        {
            using ProtobufReader reader = new(open());
            OnnxFile file = new(reader);
            const int Graph = 7;
            bool found = false;
            file.Each(reader.Length, Graph, field => found = file.ReadGraph(field.End));
            file.Parameters = file._elements.Values.Sum();
            return found ? file : throw new InvalidDataException("it holds no graph");
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException or OverflowException)
        {
            throw new ModelFormatException($"{path}: this is not a sound ONNX file: {e.Message.TrimEnd('.')}.", e);
        }
    }

    private bool ReadGraph(long end)
    {
        const int Initializer = 5, Input = 11, Output = 12;
        while (_reader.Next(end) is { } field)
        {
            if (field.Number == Initializer) ReadWeights(field.End);
            if (field.Number is Input) _inputs.Add(ReadDeclaration(field.End));
            if (field.Number is Output) _outputs.Add(ReadDeclaration(field.End));
            _reader.Skip(field);
        }

        return true;
    }

    private TensorDeclaration ReadDeclaration(long end)
    {
        const int Name = 1, Type = 2, TensorType = 1, ElementType = 1, Shape = 2, Dimension = 1;
        string name = "";
        int element = 0;
        List<string> dimensions = [];
        while (_reader.Next(end) is { } field)
        {
            if (field.Number == Name) name = _reader.Text(field);
            if (field.Number == Type)
                Each(field.End, TensorType, tensor => Each(tensor.End, part =>
                {
                    if (part.Number == ElementType) element = (int)part.Value;
                    if (part.Number == Shape) Each(part.End, Dimension, dimension => dimensions.Add(ReadDimension(dimension.End)));
                }));
            _reader.Skip(field);
        }

        return new TensorDeclaration(name, OnnxElementType.Name(element), dimensions);
    }

    private string ReadDimension(long end)
    {
        const int Size = 1, Symbol = 2;
        string dimension = "?";
        Each(end, field =>
        {
            if (field.Number == Size) dimension = FormattableString.Invariant($"{field.Value}");
            if (field.Number == Symbol) dimension = _reader.Text(field);
        });
        return dimension;
    }

    private void ReadWeights(long end)
    {
        const int Dimensions = 1, DataType = 2, Name = 8, ExternalData = 13;
        long elements = 1;
        int type = 0;
        Dictionary<string, string> external = new(StringComparer.Ordinal);
        Each(end, field =>
        {
            // A repeated number is packed into one field, or a field for each.
            if (field.Number == Dimensions && !_reader.Within(field)) elements = checked(elements * field.Value);
            while (field.Number == Dimensions && _reader.Within(field)) elements = checked(elements * _reader.PackedVarint());
            if (field.Number == DataType) type = (int)field.Value;
            if (field.Number == Name) _initializers.Add(_reader.Text(field));
            if (field.Number == ExternalData) ReadEntry(field.End, external);
        });
        _elements[type] = _elements.GetValueOrDefault(type) + elements;
        if (!external.TryGetValue("location", out string? location)) return;
        long Number(string key) => long.TryParse(external.GetValueOrDefault(key), out long number) ? number : 0;
        _externalFiles[location] = Math.Max(_externalFiles.GetValueOrDefault(location), Number("offset") + Number("length"));
    }

    private void ReadEntry(long end, Dictionary<string, string> entries)
    {
        const int Key = 1, Value = 2;
        string key = "";
        Each(end, field =>
        {
            if (field.Number == Key) key = _reader.Text(field);
            if (field.Number == Value) entries[key] = _reader.Text(field);
        });
    }

    private void Each(long end, int number, Action<ProtobufField> read) => Each(end, field =>
    {
        if (field.Number == number) read(field);
    });

    private void Each(long end, Action<ProtobufField> read)
    {
        while (_reader.Next(end) is { } field)
        {
            read(field);
            _reader.Skip(field);
        }
    }
}
