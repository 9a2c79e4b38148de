namespace LatentDiffusion.Onnx;

/// <summary>A weight that a graph leaves open.</summary>
/// <param name="Type">The type of elements in which the nodes read it, whatever it is stored in.</param>
/// <param name="Count">Number of its elements.</param>
internal readonly record struct OpenWeight(DataType Type, long Count);
