using System.Runtime.InteropServices;
using LatentDiffusion.Errors;
using LatentDiffusion.Onnx;
using LatentDiffusion.Storage;

namespace LatentDiffusion.Checkpoints;

/// <summary>A parameter of a template and the tensor that holds it.</summary>
/// <param name="Parameter">The parameter.</param>
/// <param name="Tensor">The tensor.</param>
/// <param name="Layout">How the tensor holds it.</param>
internal sealed record BoundParameter(TemplateParameter Parameter, StoredTensor Tensor, StoredLayout Layout)
{
    /// <summary>A factor on all that is stored, or one for each row; null where the tensor is the weight itself.</summary>
    public StoredTensor? Scale { get; init; }

    /// <summary>Keys of tensors that hold the same values beside this one, or that the identity takes the place of.</summary>
    public IReadOnlyList<string> Copies { get; init; } = [];

    /// <summary>Whether it is the identity, whatever the file holds (<see cref="ImpliedProjection"/>).</summary>
    public bool IsIdentity { get; init; }

    /// <summary>Keys of the tensors in the file that stand for it.</summary>
    public IEnumerable<string> Keys => IsIdentity ? Copies : Copies.Append(Tensor.Key);

    /// <summary>What is wrong with the tensor, or null where it can be the parameter.</summary>
    public string? Fault
    {
        get
        {
            if (!Tensor.Type.IsReal) return $"'{Shown.Of(Tensor.Key)}' is {Tensor}, which is not a type of weights";
            long[] shape = Parameter.Shape;
            if (Layout.Transposed) shape = [.. shape.Reverse()];
            long[] stored = Tensor.Shape;
            if (Layout.Rows is { } rows)
            {
                if (stored.Length == 0 || rows.First < 0 || rows.Count < 0 || rows.First > stored[0] - rows.Count)
                    return $"'{Shown.Of(Tensor.Key)}' is {Tensor}, but rows {rows.First} to {rows.First + rows.Count} of it are needed";
                stored = [rows.Count, .. stored[1..]];
            }

            // A convolution of 1 x 1 and a linear layer are the same; which of them a checkpoint has changed over time.
            return Significant(stored).SequenceEqual(Significant(shape))
                ? null : $"'{Shown.Of(Tensor.Key)}' is {Tensor}, but [{string.Join(", ", shape)}] is needed";
        }
    }

    /// <summary>Declares the tensor and adds what makes the parameter of it.</summary>
    /// <param name="prefix">What nodes and tensors are added to.</param>
    /// <param name="output">Name of the parameter's value.</param>
    /// <param name="type">The type of elements that the value is to have.</param>
    public void Declare(GraphPrefix prefix, string output, DataType type)
    {
        // The value goes through what there is to do; the last step has the name that is asked for.
        List<(string Name, Action<string, string> Add)> steps = [];
        DataType read = Scale is null ? type : DataType.Float;
        if (Tensor.Type.OnnxType != (int)read) steps.Add(("stored", (input, result) => prefix.Cast(input, result, read)));
        if (Scale is not null) steps.Add(("unscaled", (input, result) => Multiply(prefix, Scale, input, result)));
        if (read != type) steps.Add(("scaled", (input, result) => prefix.Cast(input, result, type)));
        if (Layout.Transposed) steps.Add(("transposed", prefix.Transpose));
        string Before(int step) => step < steps.Count ? $"{output}/{steps[step].Name}" : output;
        Load(prefix, Before(0));
        for (int i = 0; i < steps.Count; i++) steps[i].Add(Before(i), Before(i + 1));
    }

    /// <summary>The same, and what changes it, one after the other, in float32.</summary>
    /// <param name="prefix">What nodes and tensors are added to.</param>
    /// <param name="changes">Changes of this parameter, in their order.</param>
    /// <param name="output">Name of the changed value.</param>
    /// <param name="type">The type of elements that the value is to have.</param>
    public void DeclareChanged(GraphPrefix prefix, IReadOnlyList<IWeightChange> changes, string output, DataType type)
    {
        if (changes.Count == 0)
        {
            Declare(prefix, output, type);
            return;
        }

        bool rounded = type != DataType.Float;
        Declare(prefix, Before(0), DataType.Float);
        for (int i = 0; i < changes.Count; i++) changes[i].Apply(prefix, Parameter, Before(i), Before(i + 1));
        if (rounded) prefix.Cast(Before(changes.Count), output, type);
        string Before(int change) => change == changes.Count && !rounded ? output : change == 0
            ? Unchanged(Parameter) : $"{Parameter.Name}/{change}";
    }

    /// <summary>Name of the value of a parameter in float32 before its changes, where there are any.</summary>
    public static string Unchanged(TemplateParameter parameter) => $"{parameter.Name}/0";

    /// <summary>A scale of rows is cut and turned as they are.</summary>
    private void Multiply(GraphPrefix prefix, StoredTensor scale, string input, string result)
    {
        string factor = $"{input}/scale";
        long rows = Layout.Transposed ? Parameter.Shape[^1] : Parameter.Shape[0];
        bool isOfRows = scale.Shape.Any(size => size != 1);
        long[] shape = isOfRows ? [rows, .. Enumerable.Repeat(1L, Parameter.Shape.Length - 1)] : [];
        StoredLayout layout = isOfRows ? Layout with { Transposed = false } : new StoredLayout(scale.Key);
        new BoundParameter(Parameter with { Shape = shape }, scale, layout).Declare(prefix, factor, DataType.Float);
        prefix.Node("Mul", [input, factor], result);
    }

    private static IEnumerable<long> Significant(long[] shape) => shape.Where(size => size != 1);

    private void Load(GraphPrefix prefix, string output)
    {
        if (IsIdentity)
        {
            int width = (int)Parameter.Shape[0];
            float[] values = new float[width * width];
            for (int i = 0; i < width; i++) values[i * width + i] = 1;
            prefix.Inline(output, StoredType.Float32, Parameter.Shape, MemoryMarshal.AsBytes<float>(values));
            return;
        }

        long[] shape = Layout.Transposed ? [.. Parameter.Shape.Reverse()] : Parameter.Shape;
        long row = Tensor.Shape is [> 0 and var rows, ..] ? Tensor.Length / rows : 0;
        long offset = Tensor.Offset + (Layout.Rows?.First ?? 0) * row;
        long length = Layout.Rows is { } slice ? slice.Count * row : Tensor.Length;
        if (!Layout.SwappedHalves)
        {
            prefix.External(output, Tensor.Type, shape, Tensor.File, offset, length);
            return;
        }

        long[] half = [shape[0] / 2, .. shape[1..]];
        prefix.External($"{output}/first", Tensor.Type, half, Tensor.File, offset + length / 2, length / 2);
        prefix.External($"{output}/second", Tensor.Type, half, Tensor.File, offset, length / 2);
        prefix.Concatenate([$"{output}/first", $"{output}/second"], output);
    }
}
