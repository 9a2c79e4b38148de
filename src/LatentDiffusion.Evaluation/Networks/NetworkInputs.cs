namespace LatentDiffusion.Evaluation;

/// <summary>Checks that a graph is what its description says.</summary>
internal static class NetworkInputs
{
    /// <summary>The names of the inputs: one picture, or two for a network that compares.</summary>
    /// <exception cref="ModelFormatException">The graph has other inputs, or none of the named outputs.</exception>
    public static string[] Check(OnnxGraph graph, NetworkDescription description)
    {
        int expected = description.Distance is null ? 1 : 2, size = description.Size;
        if (graph.Inputs.Count != expected)
            throw Unfit($"it has {graph.Inputs.Count} inputs, expected {expected}");
        foreach (TensorSpec input in graph.Inputs.Values)
            if (input.Dimensions is not [_, 3 or -1, _, _] || !Fits(input.Dimensions[2], size) || !Fits(input.Dimensions[3], size))
                throw Unfit($"its input '{input.Name}' is {input}, expected pictures of {(size == 0 ? "any size" : $"{size}x{size}")}");
        foreach (string? output in (string?[])[description.Features, description.Logits, description.Distance])
            if (output is not null) graph.RequireOutput(output);
        return [.. graph.Inputs.Keys];

        ModelFormatException Unfit(string how) => new($"{graph.Path}: the graph does not fit {NetworkDescription.FileName}: {how}.");
    }

    /// <summary>Elements of an output for one picture.</summary>
    /// <exception cref="ModelFormatException">The graph leaves it open.</exception>
    public static int LengthOf(OnnxGraph graph, string output)
    {
        TensorSpec spec = graph.Outputs[output];
        int[] rest = spec.Dimensions.Length > 1 ? spec.Dimensions[1..] : [-1];
        return rest.All(n => n > 0)
            ? rest.Aggregate(1, (product, n) => product * n)
            : throw new ModelFormatException($"{graph.Path}: the output '{output}' is {spec}; expected a fixed number for each picture.");
    }

    private static bool Fits(int declared, int size) => declared < 0 || (size > 0 && declared == size);
}
