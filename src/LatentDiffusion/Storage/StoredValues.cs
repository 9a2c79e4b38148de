using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace LatentDiffusion.Storage;

/// <summary>The values of stored tensors in float32.</summary>
internal static class StoredValues
{
    private static readonly float[] Float8 = [.. Enumerable.Range(0, 256).Select(bits => FromFloat8((byte)bits))];

    /// <summary>Converts the bytes of a tensor.</summary>
    /// <param name="type">Type of its elements, one of weights (<see cref="StoredType.IsReal"/>).</param>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="count">Number of its elements.</param>
    /// <exception cref="ModelFormatException">The type is not one of weights.</exception>
    public static float[] ToSingle(StoredType type, ReadOnlySpan<byte> bytes, int count)
    {
        float[] values = new float[count];
        ToSingle(type, bytes, values);
        return values;
    }

    /// <summary>Converts the bytes of a tensor.</summary>
    /// <param name="type">Type of its elements, one of weights (<see cref="StoredType.IsReal"/>).</param>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="destination">Receives the values, as many as there are elements.</param>
    /// <exception cref="ModelFormatException">The type is not one of weights.</exception>
    public static void ToSingle(StoredType type, ReadOnlySpan<byte> bytes, Span<float> destination)
    {
        switch (type.Name)
        {
            case "F32": MemoryMarshal.Cast<byte, float>(bytes).CopyTo(destination); break;
            case "F16": TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes), destination); break;
            case "F64": TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, double>(bytes), destination); break;
            case "BF16": FromBFloat16(bytes, destination); break;
            case "F8_E4M3":
                for (int i = 0; i < bytes.Length; i++) destination[i] = Float8[bytes[i]];
                break;
            case "F8_E5M2":
                // It is the upper half of a float16.
                for (int i = 0; i < bytes.Length; i++) destination[i] = (float)BitConverter.UInt16BitsToHalf((ushort)(bytes[i] << 8));
                break;
            default: throw new ModelFormatException($"Values of type {type.Name} are not read here.");
        }
    }

    /// <summary>Converts bfloat16, which is the upper half of a float32.</summary>
    /// <param name="bytes">Two bytes for each value.</param>
    /// <param name="destination">Receives the values.</param>
    public static void FromBFloat16(ReadOnlySpan<byte> bytes, Span<float> destination)
    {
        ReadOnlySpan<ushort> halves = MemoryMarshal.Cast<byte, ushort>(bytes);
        for (int i = 0; i < halves.Length; i++) destination[i] = BitConverter.UInt32BitsToSingle((uint)halves[i] << 16);
    }

    /// <summary>Whether no value is NaN or infinite.</summary>
    /// <param name="type">Type of the elements, one of weights.</param>
    /// <param name="bytes">The elements.</param>
    public static bool AreFinite(StoredType type, ReadOnlySpan<byte> bytes)
    {
        const int Part = 1 << 16; // bytes, a whole number of elements of any type
        for (; !bytes.IsEmpty; bytes = bytes[Math.Min(Part, bytes.Length)..])
        {
            ReadOnlySpan<byte> part = bytes[..Math.Min(Part, bytes.Length)];
            if (!TensorPrimitives.IsFiniteAll<float>(ToSingle(type, part, part.Length * 8 / type.Bits))) return false;
        }

        return true;
    }

    /// <summary>
    /// E4M3 without infinities (Micikevicius et al. 2022, https://arxiv.org/abs/2209.05433, table 1): 4 bits of exponent with a bias of 7,
    /// 3 of mantissa; only all ones is NaN.
    /// </summary>
    private static float FromFloat8(byte bits)
    {
        const int Bias = 7, Mantissa = 3;
        if ((bits & 0x7F) == 0x7F) return float.NaN;
        int exponent = (bits >> Mantissa) & 0xF, fraction = bits & 0x7;
        float size = exponent == 0
            ? MathF.ScaleB(fraction, 1 - Bias - Mantissa) : MathF.ScaleB(8 + fraction, exponent - Bias - Mantissa);
        return bits >= 0x80 ? -size : size;
    }
}
