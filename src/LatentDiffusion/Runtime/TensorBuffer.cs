using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace LatentDiffusion.Runtime;

/// <summary>
/// Memory that a graph reads or writes. The library works in float32; where the graph declares another type, values are converted on the
/// way in and out, into memory that was allocated with the buffer. A float32 graph works on <see cref="Values"/> itself.
/// </summary>
internal abstract class TensorBuffer : IDisposable
{
    private const int MaxBytes = int.MaxValue; // OrtValue.CreateTensorValueFromMemory counts them in 32 bits

    private readonly Store _store;

    private TensorBuffer(Store store, long[] shape, OrtValue value) => (_store, Shape, Value) = (store, shape, value);

    /// <summary>The elements, in row-major order.</summary>
    public ReadOnlySpan<float> Values => _store.Values;

    /// <summary>Counts how often the elements may have been written to.</summary>
    public int Version => _store.Version;

    /// <summary>The elements, to be written to before the next run.</summary>
    public Span<float> Write()
    {
        _store.Version++;
        return _store.Values;
    }

    /// <summary>Its dimensions.</summary>
    public long[] Shape { get; }

    /// <summary>The tensor that ONNX Runtime is given.</summary>
    public OrtValue Value { get; }

    /// <summary>Allocates a buffer for an input or output.</summary>
    /// <exception cref="ArgumentException">It would have more than 2 GB.</exception>
    /// <exception cref="ModelFormatException">The graph wants a type of element that no diffusion model uses.</exception>
    public static TensorBuffer Allocate(TensorSpec spec, ReadOnlySpan<long> shape)
    {
        Int128 length = 1; // of a scalar, whose shape is empty
        foreach (long size in shape) length *= size;
        if (length * BytesOf(spec.ElementType) > MaxBytes)
        {
            throw new ArgumentException(
                $"'{spec.Name}' would have the shape [{string.Join(", ", shape.ToArray())}], which is too large; ask for fewer or smaller "
                + "pictures.",
                "request");
        }

        return Create(spec, new Store(GC.AllocateArray<float>((int)length, pinned: true)), shape.ToArray());
    }

    /// <summary>
    /// Another graph's view of the same <see cref="Values"/>: for float32 of the same memory, else with a conversion of its own.
    /// </summary>
    /// <exception cref="ModelFormatException">The graph wants a type of element that no diffusion model uses.</exception>
    public TensorBuffer Share(TensorSpec spec) => Create(spec, _store, Shape);

    /// <summary>Copies elements of any supported type out of a tensor that ONNX Runtime allocated.</summary>
    public static float[] Read(OrtValue value, TensorSpec spec)
    {
        long[] shape = value.GetTensorTypeAndShape().Shape;
        if (spec.ElementType == TensorElementType.Float) return value.GetTensorDataAsSpan<float>().ToArray();
        using TensorBuffer buffer = Allocate(spec, shape);
        value.GetTensorMutableRawData().CopyTo(buffer.Value.GetTensorMutableRawData());
        buffer.FromGraph();
        return buffer._store.Values;
    }

    /// <summary>Converts <see cref="Values"/> to what the graph reads.</summary>
    public abstract void ToGraph();

    /// <summary>Takes over what a run has written.</summary>
    public void FromGraph() => FromGraph(Write());

    /// <inheritdoc/>
    public void Dispose() => Value.Dispose();

    /// <summary>Converts what the graph wrote.</summary>
    protected abstract void FromGraph(Span<float> values);

    private static TensorBuffer Create(TensorSpec spec, Store store, long[] shape)
    {
        return spec.ElementType switch
        {
            TensorElementType.Float => new Typed<float>(store, store.Values, shape, static (from, to) => { }, static (from, to) => { }),
            TensorElementType.Float16 => Convert<Float16>(
                static (from, to) => TensorPrimitives.ConvertToHalf(from, MemoryMarshal.Cast<Float16, Half>(to)),
                static (from, to) => TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<Float16, Half>(from), to)),
            TensorElementType.BFloat16 => Convert<BFloat16>(ToBFloat16, FromBFloat16),
            TensorElementType.Double => Convert<double>(TensorPrimitives.ConvertTruncating, TensorPrimitives.ConvertTruncating),
            TensorElementType.Int64 => Convert<long>(TensorPrimitives.ConvertTruncating, TensorPrimitives.ConvertTruncating),
            TensorElementType.Int32 => Convert<int>(TensorPrimitives.ConvertTruncating, TensorPrimitives.ConvertTruncating),
            TensorElementType.Bool => Convert<bool>(ToBool, FromBool),
            _ => throw new ModelFormatException($"'{spec.Name}' has elements of type {spec.TypeName}, which is not supported."),
        };

        Typed<T> Convert<T>(Conversion<float, T> toGraph, Conversion<T, float> fromGraph)
            where T : unmanaged =>
            new(store, GC.AllocateArray<T>(store.Values.Length, pinned: true), shape, toGraph, fromGraph);
    }

    private static int BytesOf(TensorElementType type) =>
        type is TensorElementType.Int64 or TensorElementType.Double ? sizeof(long) : sizeof(float);

    private static void ToBFloat16(ReadOnlySpan<float> from, Span<BFloat16> to)
    {
        for (int i = 0; i < from.Length; i++) to[i] = (BFloat16)from[i];
    }

    private static void FromBFloat16(ReadOnlySpan<BFloat16> from, Span<float> to)
    {
        for (int i = 0; i < from.Length; i++) to[i] = (float)from[i];
    }

    private static void ToBool(ReadOnlySpan<float> from, Span<bool> to)
    {
        for (int i = 0; i < from.Length; i++) to[i] = from[i] != 0;
    }

    private static void FromBool(ReadOnlySpan<bool> from, Span<float> to)
    {
        for (int i = 0; i < from.Length; i++) to[i] = from[i] ? 1 : 0;
    }

    private delegate void Conversion<TFrom, TTo>(ReadOnlySpan<TFrom> from, Span<TTo> to);

    /// <summary>Values that several buffers may share.</summary>
    private sealed class Store(float[] values)
    {
        public float[] Values => values;

        public int Version { get; set; }
    }

    private sealed class Typed<T>(Store store, T[] graphValues, long[] shape, Conversion<float, T> toGraph, Conversion<T, float> fromGraph)
        : TensorBuffer(store, shape, OrtValue.CreateTensorValueFromMemory(graphValues, shape))
        where T : unmanaged
    {
        public override void ToGraph() => toGraph(Values, graphValues);

        protected override void FromGraph(Span<float> values) => fromGraph(graphValues, values);
    }
}
