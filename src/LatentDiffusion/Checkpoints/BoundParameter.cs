namespace LatentDiffusion;

/// <summary>A parameter of a template and the tensor that holds it.</summary>
/// <param name="Parameter">The parameter.</param>
/// <param name="Tensor">The tensor.</param>
/// <param name="Layout">How the tensor holds it.</param>
internal sealed record BoundParameter(TemplateParameter Parameter, StoredTensor Tensor, StoredLayout Layout)
{
    /// <summary>What is wrong with the tensor, or null where it can be the parameter.</summary>
    public string? Fault
    {
        get
        {
            if (!Tensor.Type.IsReal) return $"'{Tensor.Key}' is {Tensor}, which is not a type of weights";
            long[] shape = Parameter.Shape;
            if (Layout.Transposed) shape = [.. shape.Reverse()];
            long[] stored = Tensor.Shape;
            if (Layout.Rows is { } rows)
            {
                if (stored.Length == 0 || rows.First < 0 || rows.Count < 0 || rows.First > stored[0] - rows.Count)
                    return $"'{Tensor.Key}' is {Tensor}, but rows {rows.First} to {rows.First + rows.Count} of it are needed";
                stored = [rows.Count, .. stored[1..]];
            }

            // A convolution of 1 x 1 and a linear layer are the same; which of them a checkpoint has changed over time.
            return Significant(stored).SequenceEqual(Significant(shape))
                ? null : $"'{Tensor.Key}' is {Tensor}, but [{string.Join(", ", shape)}] is needed";
        }
    }

    /// <summary>Declares the tensor and adds what makes the parameter of it.</summary>
    /// <param name="prefix">What nodes and tensors are added to.</param>
    /// <param name="location">Path of the file, relative to the session's folder.</param>
    /// <param name="output">Name of the parameter's value, in float32.</param>
    public void Declare(GraphPrefix prefix, string location, string output)
    {
        bool cast = Tensor.Type != StoredType.Float32;
        string transposed = cast && Layout.Transposed ? $"{output}/float32" : output;
        string whole = cast ? $"{output}/stored" : Layout.Transposed ? $"{output}/transposed" : output;
        Load(prefix, location, whole);
        if (cast) prefix.Cast(whole, transposed);
        if (Layout.Transposed) prefix.Transpose(cast ? transposed : whole, output);
    }

    /// <summary>The same, and what changes it, one after the other.</summary>
    /// <param name="prefix">What nodes and tensors are added to.</param>
    /// <param name="changes">Changes of this parameter, in their order.</param>
    /// <param name="output">Name of the changed value, in float32.</param>
    public void DeclareChanged(GraphPrefix prefix, IReadOnlyList<IWeightChange> changes, string output)
    {
        Declare(prefix, prefix.Location(Tensor.File), Before(0));
        for (int i = 0; i < changes.Count; i++) changes[i].Apply(prefix, Parameter, Before(i), Before(i + 1));
        string Before(int change) => change == changes.Count ? output : $"{Parameter.Name}/{change}";
    }

    private static IEnumerable<long> Significant(long[] shape) => shape.Where(size => size != 1);

    private void Load(GraphPrefix prefix, string location, string output)
    {
        long[] shape = Layout.Transposed ? [.. Parameter.Shape.Reverse()] : Parameter.Shape;
        long row = Tensor.Shape is [> 0 and var rows, ..] ? Tensor.Length / rows : 0;
        long offset = Tensor.Offset + (Layout.Rows?.First ?? 0) * row;
        long length = Layout.Rows is { } slice ? slice.Count * row : Tensor.Length;
        if (!Layout.SwappedHalves)
        {
            prefix.External(output, Tensor.Type, shape, location, offset, length);
            return;
        }

        long[] half = [shape[0] / 2, .. shape[1..]];
        prefix.External($"{output}/first", Tensor.Type, half, location, offset + length / 2, length / 2);
        prefix.External($"{output}/second", Tensor.Type, half, location, offset, length / 2);
        prefix.Concatenate([$"{output}/first", $"{output}/second"], output);
    }
}
