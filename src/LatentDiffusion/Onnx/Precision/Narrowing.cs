namespace LatentDiffusion.Onnx;

/// <summary>
/// Makes of a graph that computes in float32 one that computes in half precision: what has weights, and what follows from it, is half;
/// inputs and outputs stay float32, and so does what is computed from timesteps and positions until it meets the network. Normalisations
/// and other sums stay float32. So a model needs no export of its own for half precision, and the same rules hold for all.
/// </summary>
internal sealed class Narrowing
{
    private const int SmallConstant = 64;

    private readonly DataType _half;
    private readonly Func<NodeProto, bool> _hasKernel;
    private readonly Dictionary<string, ValueKind> _kinds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<string> _casts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _extreme = new(StringComparer.Ordinal);
    private readonly ExtremeConstants _extremes;
    private readonly List<NodeProto> _nodes = [];
    private readonly HashSet<string> _returned;

    private Narrowing(OpenGraph graph, DataType half, Func<NodeProto, bool> hasKernel, Func<string, bool> keeps)
    {
        (_half, _hasKernel, _extremes) = (half, hasKernel, new ExtremeConstants(half));
        _returned = [.. graph.Model.Graph.Outputs.Select(output => output.Name)];
        foreach (ValueInfoProto input in graph.Model.Graph.Inputs.Where(i => i.Type == DataType.Float))
            _kinds[input.Name] = ValueKind.Single;
        foreach (TensorProto tensor in graph.Model.Graph.Initializers.Where(t => t.Type == DataType.Float))
        {
            _kinds[tensor.Name] = tensor.Count < SmallConstant ? ValueKind.Constant : ValueKind.Half;
            if (_extremes.Has(tensor)) _extreme.Add(tensor.Name);
        }

        IReadOnlySet<string> parameters = NetworkWeights.Of(graph);
        foreach (var (name, weight) in graph.Weights.Where(w => w.Value.Type == DataType.Float))
            _kinds[name] = keeps(name) ? ValueKind.KeptWeight : parameters.Contains(name) ? ValueKind.Half : ValueKind.Constant;
    }

    /// <summary>Rewrites a graph.</summary>
    /// <param name="graph">A graph that computes in float32.</param>
    /// <param name="half">The type to compute in: float16 or bfloat16.</param>
    /// <param name="hasKernel">
    /// Whether the hardware computes a node in that type; others are computed in float32, and their results rounded.
    /// </param>
    /// <param name="keeps">Whether the weight of a name must stay in float32.</param>
    /// <exception cref="InvalidDataException">The graph has conditions or loops, whose graphs are not rewritten.</exception>
    public static OpenGraph Of(OpenGraph graph, DataType half, Func<NodeProto, bool> hasKernel, Func<string, bool> keeps)
    {
        if (graph.HasControlFlow) throw new InvalidDataException("it has conditions or loops, which cannot be brought to half precision");
        Narrowing narrowing = new(graph, half, hasKernel, keeps);
        foreach (NodeProto node in graph.Model.Graph.Nodes) narrowing.Add(node);
        foreach (ValueInfoProto output in graph.Model.Graph.Outputs) narrowing.Return(output.Name);
        return new OpenGraph(
            graph.Model with { Graph = graph.Model.Graph with { Nodes = narrowing._nodes, Values = [] } },
            graph.Weights.ToDictionary(
                w => w.Key,
                w => narrowing.KindOf(w.Key) == ValueKind.Half ? w.Value with { Type = half } : w.Value,
                StringComparer.Ordinal));
    }

    private void Add(NodeProto node)
    {
        if (node is { Domain: "", OpType: "Cast" }) AddCast(node);
        else if (node is { Domain: "", OpType: "Constant" or "ConstantOfShape" }) AddConstant(node);
        else AddComputation(node);
    }

    /// <summary>A conversion between types of real numbers is what this rewriting decides; others stay.</summary>
    private void AddCast(NodeProto node)
    {
        DataType to = (DataType)(node.Attribute("to")?.Int ?? 0);
        ValueKind kind = KindOf(node.Inputs[0]);
        bool isReal = to == DataType.Float || to.IsHalf();
        if (isReal && kind != ValueKind.Other)
        {
            (_names[node.Outputs[0]], _kinds[node.Outputs[0]]) = (NameOf(node.Inputs[0]), kind);
            return;
        }

        _kinds[node.Outputs[0]] = isReal ? ValueKind.Single : ValueKind.Other;
        NodeProto written = node with { Inputs = [NameOf(node.Inputs[0])], Outputs = [OutputName(node.Outputs[0], isHalf: false)] };
        _nodes.Add(isReal ? written.With(AttributeProto.Of("to", (long)DataType.Float)) : written);
    }

    private void AddConstant(NodeProto node)
    {
        bool isReal = node.Attributes.Any(a => a.Name is "value_float" or "value_floats" || a.Tensor is { Type: DataType.Float })
            || (node.OpType == "ConstantOfShape" && node.Attributes.Count == 0);
        _kinds[node.Outputs[0]] = isReal ? ValueKind.Constant : ValueKind.Other;
        if (isReal && _extremes.Has(node)) _extreme.Add(node.Outputs[0]);
        _nodes.Add(node with { Inputs = [.. node.Inputs.Select(NameOf)] });
    }

    private void AddComputation(NodeProto node)
    {
        ValueKind[] kinds =
        [
            .. node.Inputs.Select((input, i) => OperatorRules.IsSingleInput(node, i) ? ValueKind.Constant : KindOf(input)),
        ];
        bool isExtreme = node.Inputs.Any(_extreme.Contains);
        ValueKind result = ResultOf(node, kinds, isExtreme);
        bool divides = node.OpType == "Div" && kinds is [ValueKind.Half, ValueKind.Single];
        bool isWide = divides || kinds.Contains(ValueKind.KeptWeight) || (kinds.Contains(ValueKind.Wide) && OperatorRules.Normalises(node));
        bool computesInHalf = result == ValueKind.Half && !isWide && _hasKernel(node);
        string[] inputs = [.. node.Inputs.Select((input, i) => Read(node, input, i, computesInHalf))];
        bool returnsOther = OperatorRules.ReturnsOther(node);
        bool rounds = result == ValueKind.Half && !computesInHalf && !returnsOther;
        foreach (string output in node.Outputs.Where(o => o.Length > 0))
        {
            _kinds[output] = returnsOther ? ValueKind.Other : result;
            if (isExtreme && !returnsOther && result != ValueKind.Half) _extreme.Add(output);
        }

        _nodes.Add(node with
        {
            Inputs = inputs,
            Outputs =
            [
                .. node.Outputs.Select(o => o.Length == 0 ? o : rounds ? $"{o}/single" : OutputName(o, computesInHalf && !returnsOther)),
            ],
        });
        if (!rounds) return;
        foreach (string output in node.Outputs.Where(o => o.Length > 0))
            _nodes.Add(CastNode($"{output}/single", OutputName(output, isHalf: true), _half));
    }

    /// <summary>How what a node returns is kept.</summary>
    private static ValueKind ResultOf(NodeProto node, ValueKind[] kinds, bool isExtreme)
    {
        bool Has(ValueKind kind) => kinds.Contains(kind);
        bool needsSingle = OperatorRules.NeedsSingle(node) || (isExtreme && !OperatorRules.HasWeights(node));
        if (OperatorRules.ReturnsOther(node)) return Has(ValueKind.Half) ? ValueKind.Half : ValueKind.Single;
        if (Has(ValueKind.KeptWeight))
            return kinds.All(k => k is ValueKind.KeptWeight or ValueKind.Other) ? ValueKind.KeptWeight : ValueKind.Wide;
        if (Has(ValueKind.Wide) && (!Has(ValueKind.Half) || OperatorRules.Adds(node) || needsSingle)) return ValueKind.Wide;
        if (Has(ValueKind.Half)) return needsSingle ? ValueKind.Single : ValueKind.Half;
        return Has(ValueKind.Single) ? ValueKind.Single : Has(ValueKind.Constant) ? ValueKind.Constant : ValueKind.Other;
    }

    /// <summary>The name under which a node reads a value in the type that it computes in.</summary>
    private string Read(NodeProto node, string input, int index, bool inHalf)
    {
        ValueKind kind = KindOf(input);
        if (input.Length == 0 || kind == ValueKind.Other) return NameOf(input);
        bool wantsHalf = inHalf && !OperatorRules.IsSingleInput(node, index);
        return wantsHalf == (kind == ValueKind.Half) ? NameOf(input) : Converted(NameOf(input), wantsHalf);
    }

    private string Converted(string name, bool toHalf)
    {
        string converted = $"{name}/{(toHalf ? "to-half" : "to-single")}";
        if (!_casts.Add(converted)) return converted;
        string source = name;
        if (toHalf && _extreme.Contains(name)) _nodes.AddRange(_extremes.Limit(name, source = $"{name}/limited"));
        _nodes.Add(CastNode(source, converted, toHalf ? _half : DataType.Float));
        return converted;
    }

    /// <summary>What the graph returns is float32, as it was declared.</summary>
    private void Return(string output)
    {
        if (KindOf(output) == ValueKind.Half) _nodes.Add(CastNode(NameOf(output), output, DataType.Float));
        else if (NameOf(output) != output) _nodes.Add(new NodeProto("Identity", [NameOf(output)], [output]));
    }

    private string OutputName(string output, bool isHalf)
    {
        if (!isHalf || !_returned.Contains(output)) return output;
        return _names[output] = $"{output}/half";
    }

    private ValueKind KindOf(string name) => _kinds.GetValueOrDefault(name, ValueKind.Other);

    private string NameOf(string name) => _names.GetValueOrDefault(name, name);

    private static NodeProto CastNode(string input, string output, DataType to) =>
        new("Cast", [input], [output], AttributeProto.Of("to", (long)to)) { Name = $"Cast to {output}" };
}
