using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace LatentDiffusion;

/// <summary>Makes of a <c>TensorProto</c> of float16, a constant, one of float32.</summary>
internal static class Float32Tensor
{
    /// <summary>Number of the type float16.</summary>
    public const int Half = 10;

    /// <summary>Field of a tensor's name.</summary>
    public const int Name = 8;

    private const int DataType = 2, IntegerData = 5, RawData = 9, Single = 1;

    /// <summary>The type that stands in place of a type.</summary>
    public static long Widened(long type) => type == Half ? Single : type;

    /// <summary>The type of a tensor's elements.</summary>
    public static long TypeOf(ReadOnlySpan<byte> tensor)
    {
        while (ProtobufPart.TryTake(ref tensor, out ProtobufPart part))
            if (part.Number == DataType) return part.Value;
        return 0;
    }

    /// <summary>Rewrites a tensor; of another type than float16, it stays as it is.</summary>
    public static ProtobufWriter From(ReadOnlySpan<byte> tensor)
    {
        if (TypeOf(tensor) != Half) return new ProtobufWriter().Raw(tensor);
        ProtobufWriter result = new();
        List<System.Half> listed = [];
        while (ProtobufPart.TryTake(ref tensor, out ProtobufPart part))
        {
            if (part.Number == DataType) result.Number(DataType, Single);
            else if (part.Number == RawData) result.Bytes(RawData, Widen(MemoryMarshal.Cast<byte, System.Half>(part.Content)));
            else if (part.Number == IntegerData) Add(part, listed);
            else result.Raw(part.Raw);
        }

        return listed.Count == 0 ? result : result.Bytes(RawData, Widen(CollectionsMarshal.AsSpan(listed)));
    }

    /// <summary>Elements may also be the bits of a number each, in a packed list or one by one.</summary>
    private static void Add(ProtobufPart part, List<System.Half> listed)
    {
        ReadOnlySpan<byte> numbers = part.Content;
        if (numbers.IsEmpty) listed.Add(BitConverter.UInt16BitsToHalf((ushort)part.Value));
        while (!numbers.IsEmpty) listed.Add(BitConverter.UInt16BitsToHalf((ushort)ProtobufPart.TakeVarint(ref numbers)));
    }

    private static ReadOnlySpan<byte> Widen(ReadOnlySpan<System.Half> halves)
    {
        float[] values = new float[halves.Length];
        TensorPrimitives.ConvertToSingle(halves, values);
        return MemoryMarshal.AsBytes<float>(values);
    }
}
