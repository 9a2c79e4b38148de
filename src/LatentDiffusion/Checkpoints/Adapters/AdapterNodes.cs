using System.Runtime.InteropServices;
using LatentDiffusion.Onnx;
using LatentDiffusion.Storage;

namespace LatentDiffusion.Checkpoints;

/// <summary>Adds the nodes that compute a change; each value gets a name of its own.</summary>
/// <param name="prefix">What they are added to.</param>
/// <param name="stem">What the names begin with.</param>
internal sealed class AdapterNodes(GraphPrefix prefix, string stem)
{
    private int _count;

    /// <summary>A tensor of a file in float32, read with another shape of as many elements.</summary>
    public string Load(StoredTensor tensor, params ReadOnlySpan<long> shape)
    {
        string name = Next();
        prefix.External(name, tensor, shape);
        if (tensor.Type == StoredType.Float32) return name;
        string cast = Next();
        prefix.Cast(name, cast);
        return cast;
    }

    /// <summary>A number.</summary>
    public string Number(float value)
    {
        string name = Next();
        prefix.Inline(name, StoredType.Float32, [], MemoryMarshal.AsBytes([value]));
        return name;
    }

    /// <summary>Numbers that were computed here.</summary>
    public string Values(float[] values, params ReadOnlySpan<long> shape)
    {
        string name = Next();
        prefix.Inline(name, StoredType.Float32, shape, MemoryMarshal.AsBytes<float>(values));
        return name;
    }

    /// <summary>All ones.</summary>
    public string Ones(params ReadOnlySpan<long> shape)
    {
        float[] ones = new float[shape.ToArray().Aggregate(1L, (product, size) => product * size)];
        Array.Fill(ones, 1);
        return Values(ones, shape);
    }

    /// <summary>A value of any type in float32.</summary>
    public string Single(string input)
    {
        string output = Next();
        prefix.Cast(input, output);
        return output;
    }

    /// <summary>Columns of a matrix in another order.</summary>
    public string Columns(string input, ReadOnlySpan<long> order)
    {
        string output = Next();
        prefix.Node("Gather", [input, Whole(order)], output, GraphPrefix.Integer("axis", 1));
        return output;
    }

    /// <summary>The result of an operator.</summary>
    public string Node(string operation, params ReadOnlySpan<string> inputs)
    {
        string output = Next();
        prefix.Node(operation, inputs.ToArray(), output);
        return output;
    }

    /// <summary>A sum of products (https://numpy.org/doc/stable/reference/generated/numpy.einsum.html).</summary>
    public string Einsum(string equation, params ReadOnlySpan<string> inputs)
    {
        string output = Next();
        prefix.Node("Einsum", inputs.ToArray(), output, GraphPrefix.String("equation", equation));
        return output;
    }

    /// <summary>The same elements in another shape.</summary>
    public string Reshape(string input, params ReadOnlySpan<long> shape) => Node("Reshape", input, Whole(shape));

    /// <summary>Some rows.</summary>
    public string Rows(string input, long first, long count) => Node("Slice", input, Whole([first]), Whole([first + count]), Whole([0]));

    /// <summary>Values one below the other.</summary>
    public string Concatenate(params ReadOnlySpan<string> inputs)
    {
        string output = Next();
        prefix.Concatenate(inputs.ToArray(), output);
        return output;
    }

    /// <summary>The Euclidean length along axes, which stay with size 1.</summary>
    public string Length(string input, params ReadOnlySpan<long> axes) => Node("ReduceL2", input, Whole(axes));

    private string Whole(ReadOnlySpan<long> values)
    {
        string name = Next();
        prefix.Inline(name, StoredType.Int64, [values.Length], MemoryMarshal.AsBytes(values));
        return name;
    }

    private string Next() => $"{stem}/{_count++}";
}
