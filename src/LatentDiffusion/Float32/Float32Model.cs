using System.Text;

namespace LatentDiffusion;

/// <summary>
/// Makes of an ONNX model that computes in float16 one that computes in float32. Weights stay as they are, in the file or beside it, each
/// with a Cast behind it, which ONNX Runtime computes once; every other mention of float16 becomes float32. Field numbers are those of
/// https://github.com/onnx/onnx/blob/v1.19.0/onnx/onnx.proto.
/// </summary>
internal sealed class Float32Model
{
    private const int ModelGraph = 7;
    private const int GraphNode = 1, GraphInitializer = 5, GraphInput = 11, GraphOutput = 12, GraphValue = 13;
    private const string Stored = "/float16";

    private readonly HashSet<string> _halves = new(StringComparer.Ordinal);
    private readonly GraphPrefix _casts = new();
    private bool _computes;

    private Float32Model()
    {
    }

    /// <summary>Rewrites a model.</summary>
    /// <param name="model">The bytes of the model.</param>
    /// <returns>The bytes of another, or null where this one does not compute in float16.</returns>
    /// <exception cref="InvalidDataException">It is not an ONNX file.</exception>
    public static byte[]? From(ReadOnlySpan<byte> model)
    {
        Float32Model rewriter = new();
        ProtobufWriter result = new();
        while (ProtobufPart.TryTake(ref model, out ProtobufPart part))
        {
            if (part.Number != ModelGraph) result.Raw(part.Raw);
            else result.Message(ModelGraph, rewriter.Graph(part.Content, isMain: true));
        }

        return rewriter._computes ? rewriter._casts.Before(result.Written) : null;
    }

    private ProtobufWriter Graph(ReadOnlySpan<byte> graph, bool isMain)
    {
        ProtobufWriter result = new();
        if (isMain) FindHalves(graph);
        while (ProtobufPart.TryTake(ref graph, out ProtobufPart part))
        {
            if (part.Number == GraphNode) result.Message(part.Number, Node(part.Content));
            else if (part.Number == GraphInitializer && isMain) result.Message(part.Number, Initializer(part.Content));
            else if (part.Number == GraphInitializer) result.Message(part.Number, Float32Tensor.From(part.Content));
            else if (part.Number is GraphInput or GraphOutput) Declaration(part, result);
            else if (part.Number != GraphValue) result.Raw(part.Raw);
        }

        return result;
    }

    /// <summary>The names of the weights of float16, and a Cast for each.</summary>
    private void FindHalves(ReadOnlySpan<byte> graph)
    {
        while (ProtobufPart.TryTake(ref graph, out ProtobufPart part))
        {
            if (part.Number != GraphInitializer || Float32Tensor.TypeOf(part.Content) != Float32Tensor.Half) continue;
            string name = Text(part.Content, Float32Tensor.Name);
            if (_halves.Add(name)) _casts.Cast(name + Stored, name);
        }
    }

    private ProtobufWriter Initializer(ReadOnlySpan<byte> tensor)
    {
        bool half = Float32Tensor.TypeOf(tensor) == Float32Tensor.Half;
        ProtobufWriter result = new();
        while (ProtobufPart.TryTake(ref tensor, out ProtobufPart part))
        {
            if (half && part.Number == Float32Tensor.Name) result.Text(part.Number, Encoding.UTF8.GetString(part.Content) + Stored);
            else result.Raw(part.Raw);
        }

        return result;
    }

    private ProtobufWriter Node(ReadOnlySpan<byte> node)
    {
        const int Input = 1, Operator = 4, Attribute = 5;
        ProtobufWriter result = new();
        bool isCast = Text(node, Operator) == "Cast";
        while (ProtobufPart.TryTake(ref node, out ProtobufPart part))
        {
            if (part.Number == Input && !isCast) _computes |= _halves.Contains(Encoding.UTF8.GetString(part.Content));
            if (part.Number == Attribute) result.Message(part.Number, Attributes(part.Content));
            else result.Raw(part.Raw);
        }

        return result;
    }

    private ProtobufWriter Attributes(ReadOnlySpan<byte> attribute)
    {
        const int Name = 1, Integer = 3, Tensor = 5, Subgraph = 6;
        bool isType = Text(attribute, Name) is "to" or "dtype";
        ProtobufWriter result = new();
        while (ProtobufPart.TryTake(ref attribute, out ProtobufPart part))
        {
            if (isType && part.Number == Integer) result.Number(part.Number, Float32Tensor.Widened(part.Value));
            else if (part.Number == Tensor) result.Message(part.Number, Float32Tensor.From(part.Content));
            else if (part.Number == Subgraph) result.Message(part.Number, Graph(part.Content, isMain: false));
            else result.Raw(part.Raw);
        }

        return result;
    }

    /// <summary>An input or output; old files list weights among the inputs, which are left out, since a Cast gives them now.</summary>
    private void Declaration(ProtobufPart declaration, ProtobufWriter result)
    {
        const int Name = 1, Type = 2, TensorType = 1, ElementType = 1;
        if (declaration.Number == GraphInput && _halves.Contains(Text(declaration.Content, Name))) return;
        result.Message(declaration.Number, Nested(declaration.Content, [Type, TensorType, ElementType]));
    }

    private ProtobufWriter Nested(ReadOnlySpan<byte> message, ReadOnlySpan<int> path)
    {
        ProtobufWriter result = new();
        while (ProtobufPart.TryTake(ref message, out ProtobufPart part))
        {
            if (part.Number != path[0]) result.Raw(part.Raw);
            else if (path.Length > 1) result.Message(part.Number, Nested(part.Content, path[1..]));
            else result.Number(part.Number, Float32Tensor.Widened(part.Value));
        }

        return result;
    }

    private static string Text(ReadOnlySpan<byte> message, int number)
    {
        while (ProtobufPart.TryTake(ref message, out ProtobufPart part))
            if (part.Number == number) return Encoding.UTF8.GetString(part.Content);
        return "";
    }
}
