namespace LatentDiffusion.Tests;

/// <summary>Bytes of small ONNX files.</summary>
internal static class OnnxBytes
{
    /// <summary>A model of one graph.</summary>
    public static byte[] Model(byte[] graph) => Field(7, graph);

    /// <summary>A weight in a file beside the graph.</summary>
    public static byte[] Weights(string name, int dataType, string file, int offset, int length, params byte[] dimensions) => Field(
        5,
        [
            .. Field(1, dimensions), 2 << 3, (byte)dataType, .. Field(8, name),
            .. Entry("location", file), .. Entry("offset", $"{offset}"), .. Entry("length", $"{length}"),
        ]);

    private static byte[] Entry(string key, string value) => Field(13, [.. Field(1, key), .. Field(2, value)]);

    /// <summary>A field with text.</summary>
    public static byte[] Field(int number, string text) => Field(number, System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>A field, its length in two bytes.</summary>
    public static byte[] Field(int number, byte[] content) =>
        [(byte)((number << 3) | 2), (byte)(content.Length | 0x80), (byte)(content.Length >> 7), .. content];
}
