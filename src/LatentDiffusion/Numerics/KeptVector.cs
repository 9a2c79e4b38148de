using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LatentDiffusion.Numerics;

/// <summary>
/// A vector that lives from step to step: pinned, so that its address may be kept, and beginning as far into a cache line as the sample
/// that it is worked on with. Stores that cross lines make the step of DPM-Solver++ 2M a quarter slower.
/// </summary>
internal sealed unsafe class KeptVector
{
    private readonly float[] _memory;
    private int _start;

    /// <summary>Allocates a vector of zeros.</summary>
    public KeptVector(int length)
    {
        Length = length;
        _memory = GC.AllocateArray<float>(length + CacheLine.Floats, pinned: true);
        Pointer = (float*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_memory));
    }

    /// <summary>Number of elements.</summary>
    public int Length { get; }

    /// <summary>Address of the first element, valid as long as this object is held.</summary>
    public float* Pointer { get; private set; }

    /// <summary>The elements.</summary>
    public Span<float> Span => _memory.AsSpan(_start, Length);

    /// <summary>Moves the first element as far into a cache line as another vector's. For a vector that has not been written yet.</summary>
    /// <param name="other">Address of the other vector.</param>
    public void AlignWith(float* other)
    {
        Pointer -= _start;
        _start = (CacheLine.FloatsTo(Pointer) + CacheLine.Floats - CacheLine.FloatsTo(other)) % CacheLine.Floats;
        Pointer += _start;
    }
}
