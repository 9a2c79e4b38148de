namespace LatentDiffusion.Onnx;

/// <summary>
/// Convolutions by the kernels for processors that read pictures and weights in blocks of channels. ONNX Runtime puts them in the place of
/// ordinary ones itself, but copies weights several times for it; where these were written in blocks beforehand, here are the nodes.
/// See https://github.com/microsoft/onnxruntime/blob/v1.31.1/onnxruntime/core/optimizer/nchwc_transformer.cc.
/// </summary>
internal static class BlockedConvolutions
{
    /// <summary>The domain of operators on blocks.</summary>
    public const string Domain = "com.microsoft.nchwc";

    /// <summary>Whether the channels of a weight fill blocks.</summary>
    /// <param name="weight">Its dimensions: channels out, channels in, height, width.</param>
    /// <param name="block">Number of channels in a block; 0 for none.</param>
    public static bool FillsBlocks(ReadOnlySpan<long> weight, int block) =>
        block > 0 && weight is [var channelsOut, var channelsIn, _, _] && channelsOut % block == 0 && channelsIn % block == 0;

    /// <summary>Whether a convolution can be replaced: one of pictures, whose channels fill blocks.</summary>
    /// <param name="node">A node.</param>
    /// <param name="weight">Dimensions of its weight: channels out, channels in, height, width.</param>
    /// <param name="block">Number of channels in a block; 0 for none.</param>
    public static bool CanReplace(NodeProto node, ReadOnlySpan<long> weight, int block) =>
        node is { OpType: "Conv", Domain: "" } && (node.Attribute("group")?.Int ?? 1) == 1 && FillsBlocks(weight, block);

    /// <summary>Replaces convolutions whose weights are in blocks.</summary>
    /// <param name="model">The model.</param>
    /// <param name="convolutions">The convolutions, and the number of channels that each returns.</param>
    public static ModelProto Replace(ModelProto model, IReadOnlyDictionary<NodeProto, long> convolutions)
    {
        if (convolutions.Count == 0) return model;
        HashSet<string> inBlocks = new(StringComparer.Ordinal), plain = [.. model.Graph.Outputs.Select(output => output.Name)];
        foreach (NodeProto node in model.Graph.Nodes) plain.UnionWith(node.Inputs.Skip(convolutions.ContainsKey(node) ? 1 : 0));
        List<NodeProto> nodes = [];
        foreach (NodeProto node in model.Graph.Nodes)
        {
            if (convolutions.TryGetValue(node, out long channels)) Add(node, channels);
            else nodes.Add(node);
        }

        return model with
        {
            Graph = model.Graph with { Nodes = nodes },
            Opsets = [.. model.Opsets, new OpsetId(Domain, 1)],
        };

        void Add(NodeProto node, long channels)
        {
            string input = node.Inputs[0], output = node.Outputs[0];
            if (inBlocks.Add(input)) nodes.Add(Reorder("ReorderInput", input, InBlocks(input)));
            inBlocks.Add(output);
            nodes.Add(node with { Domain = Domain, Inputs = [InBlocks(input), .. node.Inputs.Skip(1)], Outputs = [InBlocks(output)] });
            if (plain.Contains(output))
                nodes.Add(Reorder("ReorderOutput", InBlocks(output), output, AttributeProto.Of("channels", channels)));
        }
    }

    private static NodeProto Reorder(string operation, string input, string output, params AttributeProto[] attributes) =>
        new(operation, [input], [output], attributes) { Domain = Domain, Name = $"{operation} to {output}" };

    private static string InBlocks(string value) => $"{value} in blocks";
}
