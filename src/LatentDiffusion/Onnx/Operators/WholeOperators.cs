namespace LatentDiffusion.Onnx;

/// <summary>
/// The operators that our graphs keep whole: functions with an ordinary body, which <c>onnx-export</c> writes. At load the body gives way
/// to one with the kernels that the hardware does best. Here are those bodies; <c>ProviderKernels</c> says who gets which.
/// </summary>
internal static class WholeOperators
{
    /// <summary>Their domain.</summary>
    public const string Domain = "latentdiffusion";

    /// <summary>Attention by <c>MultiHeadAttention</c>, which need not hold all scores at once.</summary>
    public static FunctionProto Attention { get; } = MultiHeadAttention("Attention", []);

    /// <summary>The same with a bias.</summary>
    public static FunctionProto BiasedAttention { get; } = MultiHeadAttention("BiasedAttention", ["bias"]);

    /// <summary>Group normalisation of pictures whose channels come last.</summary>
    public static FunctionProto GroupNorm { get; } = GroupNormKernel("GroupNorm", activation: 0);

    /// <summary>The same with the activation that follows.</summary>
    public static FunctionProto GroupNormSilu { get; } = GroupNormKernel("GroupNormSilu", activation: 1);

    /// <summary>Root mean square normalisation in one kernel.</summary>
    public static FunctionProto RmsNorm { get; } = SimplifiedLayerNormalization();

    /// <summary>Rotary embedding in one kernel.</summary>
    public static FunctionProto RotaryEmbedding { get; } = RotaryKernel();

    /// <summary>GELU as ONNX Runtime had it before ONNX.</summary>
    public static FunctionProto Gelu { get; } = Activation("Gelu", "Gelu");

    /// <summary>Its approximation likewise.</summary>
    public static FunctionProto GeluTanh { get; } = Activation("GeluTanh", "FastGelu");

    /// <summary>Puts bodies in the place of those that a model has.</summary>
    /// <param name="model">The model; it is returned as it is where it calls none of the operators.</param>
    /// <param name="bodies">The bodies.</param>
    public static ModelProto Replace(ModelProto model, IReadOnlyList<FunctionProto> bodies)
    {
        Dictionary<string, FunctionProto> named = bodies.ToDictionary(body => body.Name, StringComparer.Ordinal);
        if (!model.Functions.Any(f => f.Domain == Domain && named.ContainsKey(f.Name))) return model;
        bool hasDomain = model.Opsets.Any(opset => opset.Domain == FunctionBody.Microsoft);
        return model with
        {
            Functions = [.. model.Functions.Select(f => f.Domain == Domain ? named.GetValueOrDefault(f.Name, f) : f)],
            Opsets = hasDomain ? model.Opsets : [.. model.Opsets, new OpsetId(FunctionBody.Microsoft, 1)],
        };
    }

    // https://github.com/microsoft/onnxruntime/blob/v1.31.1/docs/ContribOperators.md#com.microsoft.MultiHeadAttention
    private static FunctionProto MultiHeadAttention(string name, string[] bias)
    {
        FunctionBody body = new(name, ["query", "key", "value", .. bias], "num_heads", "scale");
        string query = body.Transpose("query", 0, 2, 1, 3);
        string attended = body.Kernel(
            "MultiHeadAttention",
            [
                Flat(query), Flat(body.Transpose("key", 0, 2, 1, 3)), Flat(body.Transpose("value", 0, 2, 1, 3)),
                .. Unused(bias), .. bias.Select(EveryQuery),
            ],
            AttributeProto.IntOfCall("num_heads", "num_heads"),
            AttributeProto.FloatOfCall("scale", "scale"));
        string heads = body.Node("Constant", [], AttributeProto.IntOfCall("value_int", "num_heads"));
        string shape = body.Node(
            "Concat", [body.Whole(0, 0), body.Node("Unsqueeze", [heads, body.Whole(0)]), body.Whole(-1)], AttributeProto.Of("axis", 0L));
        return body.Returning(body.Transpose(body.Node("Reshape", [attended, shape]), 0, 2, 1, 3));

        string Flat(string value) => body.Reshape(value, 0, 0, -1);

        // A mask of keys is the same for all queries; the kernel broadcasts over batches and heads, but not over these.
        string EveryQuery(string bias) => body.Node("Expand", [bias, body.Node(
            "Concat",
            [body.Whole(1, 1), body.Node("Shape", ["query"], AttributeProto.Of("start", 2L), AttributeProto.Of("end", 3L)), body.Whole(1)],
            AttributeProto.Of("axis", 0L))]);

        // The bias of the projections and the mask of the keys come before the bias of the scores.
        static string[] Unused(string[] bias) => bias.Length == 0 ? [] : ["", ""];
    }

    // https://github.com/microsoft/onnxruntime/blob/v1.31.1/docs/ContribOperators.md#com.microsoft.GroupNorm
    private static FunctionProto GroupNormKernel(string name, int activation)
    {
        FunctionBody body = new(name, ["x", "weight", "bias"], "num_groups", "epsilon");
        string last = body.Kernel(
            "GroupNorm",
            [body.Transpose("x", 0, 2, 3, 1), body.Single("weight"), body.Single("bias")],
            AttributeProto.IntOfCall("groups", "num_groups"),
            AttributeProto.FloatOfCall("epsilon", "epsilon"),
            AttributeProto.Of("activation", (long)activation),
            AttributeProto.Of("channels_last", 1L));
        return body.Returning(body.Transpose(last, 0, 3, 1, 2));
    }

    // ONNX Runtime's, in ONNX' domain: onnxruntime/core/graph/contrib_ops/contrib_defs.cc.
    private static FunctionProto SimplifiedLayerNormalization()
    {
        FunctionBody body = new("RmsNorm", ["x", "weight"], "epsilon");
        return body.Returning(body.Node(
            "SimplifiedLayerNormalization",
            ["x", "weight"],
            AttributeProto.FloatOfCall("epsilon", "epsilon"),
            AttributeProto.Of("axis", -1L),
            AttributeProto.Of("stash_type", 1L)));
    }

    // https://github.com/microsoft/onnxruntime/blob/v1.31.1/docs/ContribOperators.md#com.microsoft.RotaryEmbedding
    private static FunctionProto RotaryKernel()
    {
        FunctionBody body = new("RotaryEmbedding", ["x", "cos", "sin"]);
        string tokens = body.Node("Shape", ["cos"], AttributeProto.Of("start", 0L), AttributeProto.Of("end", 1L));
        string count = body.Node("Squeeze", [tokens, body.Whole(0)]);
        string positions = body.Node("Range", [Whole(0), count, Whole(1)]);
        string rotated = body.Kernel(
            "RotaryEmbedding",
            [
                body.Transpose("x", 0, 2, 1, 3),
                body.Node("Expand", [body.Node("Unsqueeze", [positions, body.Whole(0)]), Batch()]),
                Halved("cos"),
                Halved("sin"),
            ],
            AttributeProto.Of("interleaved", 1L));
        return body.Returning(body.Transpose(rotated, 0, 2, 1, 3));

        string Whole(long value) => body.Node("Constant", [], AttributeProto.Of("value_int", value));

        // [batch, tokens]
        string Batch() => body.Node(
            "Concat",
            [body.Node("Shape", ["x"], AttributeProto.Of("start", 0L), AttributeProto.Of("end", 1L)), tokens],
            AttributeProto.Of("axis", 0L));

        // Of each pair of equal numbers the first, in the type of x.
        string Halved(string angles) => body.Node(
            "CastLike", [body.Node("Slice", [angles, body.Whole(0), body.Whole(long.MaxValue), body.Whole(1), body.Whole(2)]), "x"]);
    }

    private static FunctionProto Activation(string name, string kernel)
    {
        FunctionBody body = new(name, ["x"]);
        return body.Returning(body.Kernel(kernel, ["x"]));
    }
}
