using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace LatentDiffusion;

/// <summary>The values of stored tensors in float32.</summary>
internal static class StoredValues
{
    /// <summary>Converts the bytes of a tensor.</summary>
    /// <param name="type">Type of its elements.</param>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="count">Number of its elements.</param>
    /// <exception cref="ModelFormatException">The type is not one of 16, 32 or 64 bits.</exception>
    public static float[] ToSingle(StoredType type, ReadOnlySpan<byte> bytes, int count)
    {
        float[] values = new float[count];
        switch (type.Name)
        {
            case "F32": MemoryMarshal.Cast<byte, float>(bytes).CopyTo(values); break;
            case "F16": TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes), values); break;
            case "F64": TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, double>(bytes), values.AsSpan()); break;
            case "BF16": FromBFloat16(bytes, values); break;
            default: throw new ModelFormatException($"Values of type {type.Name} are not read here.");
        }

        return values;
    }

    /// <summary>Converts bfloat16, which is the upper half of a float32.</summary>
    /// <param name="bytes">Two bytes for each value.</param>
    /// <param name="destination">Receives the values.</param>
    public static void FromBFloat16(ReadOnlySpan<byte> bytes, Span<float> destination)
    {
        ReadOnlySpan<ushort> halves = MemoryMarshal.Cast<byte, ushort>(bytes);
        for (int i = 0; i < halves.Length; i++) destination[i] = BitConverter.UInt32BitsToSingle((uint)halves[i] << 16);
    }
}
