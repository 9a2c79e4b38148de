namespace LatentDiffusion;

/// <summary>An input or output that a graph declares.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ElementType">Type of its elements as Python names it, for example <c>float16</c>.</param>
/// <param name="Dimensions">Its dimensions: a size, the name of a free one, or <c>?</c>; empty for a scalar.</param>
public sealed record TensorDeclaration(string Name, string ElementType, IReadOnlyList<string> Dimensions)
{
    /// <summary>For example <c>sample: float16[batch, 4, height, width]</c>.</summary>
    public override string ToString() => $"{Name}: {ElementType}[{string.Join(", ", Dimensions)}]";
}
