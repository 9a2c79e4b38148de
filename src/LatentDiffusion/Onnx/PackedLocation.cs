using System.Globalization;
using LatentDiffusion.Errors;

namespace LatentDiffusion.Onnx;

/// <summary>
/// Where the memory lies that a kernel of ONNX Runtime has made of a tensor (<c>prepacked_N</c> in <c>external_data</c>): the kernel and a
/// hash, then position, length and checksum of each part, <c>MatMul+733825|33024;2048;0</c>.
/// </summary>
/// <remarks>
/// Source: https://github.com/microsoft/onnxruntime/blob/v1.31.1/onnxruntime/core/framework/tensor_external_data_info.cc.
/// </remarks>
/// <param name="Kernel">The kernel and the hash.</param>
/// <param name="Parts">The parts.</param>
internal sealed record PackedLocation(string Kernel, IReadOnlyList<(long Offset, long Length, string Checksum)> Parts)
{
    /// <summary>Reads an entry.</summary>
    /// <exception cref="InvalidDataException">It is not one.</exception>
    public static PackedLocation Parse(string text)
    {
        string[] parts = text.Split('|', StringSplitOptions.RemoveEmptyEntries);
        return parts.Length > 0
            ? new PackedLocation(parts[0], [.. parts.Skip(1).Select(Part)])
            : throw new InvalidDataException("a tensor outside of the model has an empty entry of packed memory");

        static (long Offset, long Length, string Checksum) Part(string text) => text.Split(';') is [var offset, var length, var checksum]
            && long.TryParse(offset, NumberStyles.None, CultureInfo.InvariantCulture, out long first)
            && long.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out long count)
                ? (first, count, checksum)
                : throw new InvalidDataException($"the packed memory of a tensor outside of the model is '{Shown.Of(text)}'");
    }

    /// <summary>The entry.</summary>
    public override string ToString() => string.Join(
        '|', Parts.Select(part => FormattableString.Invariant($"{part.Offset};{part.Length};{part.Checksum}")).Prepend(Kernel));
}
