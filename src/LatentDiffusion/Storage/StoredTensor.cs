using LatentDiffusion.Errors;

namespace LatentDiffusion.Storage;

/// <summary>Where a tensor lies in a file, and what it is.</summary>
/// <param name="Key">Its key in the file.</param>
/// <param name="Type">Type of its elements.</param>
/// <param name="Shape">Its dimensions; empty for a scalar.</param>
/// <param name="File">Path of the file.</param>
/// <param name="Offset">Position of its first byte, from the start of the file.</param>
/// <param name="Length">Number of its bytes.</param>
internal sealed record StoredTensor(string Key, StoredType Type, long[] Shape, string File, long Offset, long Length)
{
    private const int MaxShown = 16;

    /// <summary>For example <c>F16[320, 4, 3, 3]</c>.</summary>
    public override string ToString() =>
        $"{Type.Name}[{Shown.Of(string.Join(", ", Shape.Take(MaxShown)))}{(Shape.Length > MaxShown ? ", ..." : "")}]";
}
