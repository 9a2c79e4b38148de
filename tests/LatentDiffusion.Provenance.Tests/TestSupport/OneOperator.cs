using System.Text;

namespace LatentDiffusion.Provenance.Tests;

/// <summary>ONNX files of one operator, written by hand for graphs that no tool here makes.</summary>
internal static class OneOperator
{
    public const int Float = 1, Float16 = 10;

    /// <summary>A file whose output has the shape of its first input; a 0 in a shape is left open.</summary>
    public static byte[] Graph(string name, int type, params (string Name, int[] Shape)[] inputs)
    {
        byte[] node = [.. inputs.SelectMany(input => Field(1, input.Name)), .. Field(2, "output"), .. Field(4, name)];
        byte[] graph =
        [
            .. Field(1, node), .. Field(2, "graph"), .. inputs.SelectMany(input => Field(11, Value(input.Name, type, input.Shape))),
            .. Field(12, Value("output", type, inputs[0].Shape)),
        ];
        return [1 << 3, 9, .. Field(7, graph), .. Field(8, [2 << 3, 17])];
    }

    private static byte[] Value(string name, int type, int[] shape)
    {
        byte[] dimensions = [.. shape.SelectMany(size => Field(1, Dimension(size)))];
        byte[] tensor = [1 << 3, (byte)type, .. Field(2, dimensions)];
        return [.. Field(1, name), .. Field(2, Field(1, tensor))];
    }

    private static byte[] Dimension(int size) => size == 0 ? [] : [1 << 3, (byte)size];

    private static byte[] Field(int number, string text) => Field(number, Encoding.UTF8.GetBytes(text));

    /// <summary>A field, its length in two bytes.</summary>
    private static byte[] Field(int number, byte[] content) =>
        [(byte)((number << 3) | 2), (byte)(content.Length | 0x80), (byte)(content.Length >> 7), .. content];
}
