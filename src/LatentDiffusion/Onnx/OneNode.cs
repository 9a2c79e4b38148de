namespace LatentDiffusion.Onnx;

/// <summary>The smallest model there is, to find out whether hardware computes at all.</summary>
internal static class OneNode
{
    /// <summary>The bytes of a model of opset 20 that squares one number: <c>y = x * x</c>.</summary>
    public static byte[] Serialize() => Convert.FromBase64String(
        "CAoSADo1Cg4KAXgKAXgSAXkiA011bBIBZ1oPCgF4EgoKCAgBEgQKAggBYg8KAXkSCgoICAESBAoCCAFCBAoAEBQ=");
}
