using System.Buffers.Binary;
using LatentDiffusion.Errors;

namespace LatentDiffusion.Storage;

/// <summary>Tensors of files that hold one number: alphas of adapters, limits of schedules.</summary>
internal static class StoredNumber
{
    /// <summary>The number of a tensor of any type.</summary>
    /// <param name="file">The file, open.</param>
    /// <param name="tensor">The tensor.</param>
    /// <exception cref="ModelFormatException">It holds another number of elements, or one that is not finite.</exception>
    public static double Of(SafetensorsFile file, StoredTensor tensor)
    {
        ReadOnlySpan<byte> bytes = file.Bytes(tensor);
        if (bytes.Length * 8 != tensor.Type.Bits)
            throw new ModelFormatException($"{file.Path}: '{Shown.Of(tensor.Key)}' is {tensor}, but one number is needed.");
        double number = tensor.Type.Name switch
        {
            "I64" => BinaryPrimitives.ReadInt64LittleEndian(bytes),
            "U64" => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
            "I32" => BinaryPrimitives.ReadInt32LittleEndian(bytes),
            "U32" => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            "I16" => BinaryPrimitives.ReadInt16LittleEndian(bytes),
            "U16" => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            "I8" => (sbyte)bytes[0],
            "U8" or "BOOL" => bytes[0],
            _ when tensor.Type.IsReal => StoredValues.ToSingle(tensor.Type, bytes, 1)[0],
            _ => throw new ModelFormatException($"{file.Path}: '{Shown.Of(tensor.Key)}' is {tensor}, which is not a type of numbers."),
        };
        return double.IsFinite(number)
            ? number : throw new ModelFormatException($"{file.Path}: '{Shown.Of(tensor.Key)}' is {Shown.Of(number)}, not a finite number.");
    }

    /// <summary>The same of a file that is not open.</summary>
    /// <exception cref="ModelFormatException">It cannot be read, or holds something other than one finite number.</exception>
    public static double Of(StoredTensor tensor)
    {
        using SafetensorsFile file = SafetensorsFile.Open(tensor.File);
        return Of(file, tensor);
    }
}
