namespace LatentDiffusion;

/// <summary>
/// The weights of an ONNX file as stored tensors, and the file's graph without them, so that changes can be put between the two as with a
/// checkpoint. Nothing large is copied: the weights stay where they are. Field numbers are those of
/// https://github.com/onnx/onnx/blob/v1.19.0/onnx/onnx.proto.
/// </summary>
internal sealed class OnnxWeights
{
    private readonly string _path;
    private readonly FileStream _file;
    private readonly ProtobufReader _reader;
    private readonly Dictionary<string, StoredTensor> _tensors = new(StringComparer.Ordinal);
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    private OnnxWeights(string path, FileStream file) => (_path, _file, _reader) = (path, file, new ProtobufReader(file));

    /// <summary>Path of the file, with links followed.</summary>
    public string Path => _path;

    /// <summary>The weights by their names.</summary>
    public IReadOnlyDictionary<string, StoredTensor> Tensors => _tensors;

    /// <summary>The bytes of the model without them.</summary>
    public byte[] Model { get; private set; } = [];

    /// <summary>Reads a file.</summary>
    /// <exception cref="ModelFormatException">It is not an ONNX file, or cannot be read.</exception>
    public static OnnxWeights Read(string path)
    {
        const int Graph = 7;
        try
        {
            string full = RealPath.Of(path);
            using FileStream file = File.OpenRead(full);
            OnnxWeights weights = new(full, file);
            MemoryStream model = new();
            weights.Copy(file.Length, model, field => field.Number == Graph && weights.WriteGraph(field.End, model));
            weights.Model = model.ToArray();
            return weights;
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException or OverflowException)
        {
            throw new ModelFormatException($"{path}: this is not a sound ONNX file: {e.Message.TrimEnd('.')}.", e);
        }
    }

    /// <summary>Whether the graph needs a weight in the type in which it is stored: something other than a conversion reads it.</summary>
    public bool KeepsType(string name) => _read.Contains(name);

    private bool WriteGraph(long end, MemoryStream model)
    {
        const int Graph = 7, Node = 1, Initializer = 5, ValueInfo = 13;
        MemoryStream graph = new();
        Copy(end, graph, field =>
        {
            long start = _file.Position;
            if (field.Number == Node) ReadNode(field.End);
            if (field.Number == Initializer && ReadTensor(field.End) is { } tensor) return _tensors.TryAdd(tensor.Key, tensor);

            // A weight may be said to be of the type in which it is stored; a changed one is of float32.
            // Weights come before, by their number.
            if (field.Number == ValueInfo && _tensors.ContainsKey(ReadName(field.End))) return true;
            _file.Position = start;
            return false;
        });
        model.Write(new ProtobufWriter().Bytes(Graph, graph.GetBuffer().AsSpan(0, (int)graph.Length)).Written);
        return true;
    }

    /// <summary>Copies the fields of a message that are not taken.</summary>
    private void Copy(long end, MemoryStream target, Func<ProtobufField, bool> taken)
    {
        for (long start = _file.Position; _reader.Next(end) is { } field; start = field.End)
        {
            if (!taken(field))
            {
                byte[] bytes = new byte[field.End - start];
                _file.Position = start;
                _file.ReadExactly(bytes);
                target.Write(bytes);
            }

            _file.Position = field.End;
        }
    }

    private string ReadName(long end)
    {
        const int Name = 1;
        string name = "";
        while (_reader.Next(end) is { } field)
        {
            if (field.Number == Name) name = _reader.Text(field);
            _reader.Skip(field);
        }

        return name;
    }

    private void ReadNode(long end)
    {
        const int Input = 1, Operator = 4;
        List<string> inputs = [];
        string operation = "";
        while (_reader.Next(end) is { } field)
        {
            if (field.Number == Input) inputs.Add(_reader.Text(field));
            if (field.Number == Operator) operation = _reader.Text(field);
            _reader.Skip(field);
        }

        if (operation is not "Cast") _read.UnionWith(inputs);
    }

    /// <summary>
    /// A weight with its bytes in this file or another; null for vectors and numbers that lie in this file, which stay in the graph. Those
    /// in other files cannot stay, because the session's folder may be another one than that of the graph.
    /// </summary>
    private StoredTensor? ReadTensor(long end)
    {
        const int Dimensions = 1, DataType = 2, Name = 8, RawData = 9, ExternalData = 13;
        List<long> shape = [];
        (int type, string name, string file, long offset, long length) = (0, "", _path, 0, 0);
        while (_reader.Next(end) is { } field)
        {
            // A repeated number is packed into one field, or a field for each.
            if (field.Number == Dimensions && !_reader.Within(field)) shape.Add(field.Value);
            while (field.Number == Dimensions && _reader.Within(field)) shape.Add(_reader.PackedVarint());
            if (field.Number == DataType) type = (int)field.Value;
            if (field.Number == Name) name = _reader.Text(field);
            if (field.Number == RawData) (offset, length) = (_file.Position, field.End - _file.Position);
            if (field.Number == ExternalData) ReadEntry(field.End, ref file, ref offset, ref length);
            _reader.Skip(field);
        }

        if (StoredType.Find(type) is not { } known) return null;
        bool apart = file != _path;
        // The length may be left out.
        if (apart && length == 0) length = checked(shape.Aggregate((long)known.Bits, (product, size) => product * size)) / 8;
        return length > 0 && (apart || (known.IsReal && shape.Count > 1))
            ? new StoredTensor(name, known, [.. shape], file, offset, length)
            : null;
    }

    private void ReadEntry(long end, ref string file, ref long offset, ref long length)
    {
        const int Key = 1, Value = 2;
        (string key, string value) = ("", "");
        while (_reader.Next(end) is { } field)
        {
            if (field.Number == Key) key = _reader.Text(field);
            if (field.Number == Value) value = _reader.Text(field);
            _reader.Skip(field);
        }

        if (key == "location") file = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(_path)!, value);
        if (key == "offset" && long.TryParse(value, out long first)) offset = first;
        if (key == "length" && long.TryParse(value, out long count)) length = count;
    }
}
