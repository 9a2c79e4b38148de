using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LatentDiffusion;

/// <summary>
/// A vector that lives from step to step: pinned, so that its address may be kept, and beginning where a cache line does. Stores that cross
/// lines take the step of DPM-Solver++ 2M from 0.8 to 1.0 times a chain of passes over the same memory.
/// </summary>
internal sealed unsafe class KeptVector
{
    private const int Line = 64;

    private readonly float[] _memory;
    private readonly int _start;

    /// <summary>Allocates a vector of zeros.</summary>
    public KeptVector(int length)
    {
        Length = length;
        _memory = GC.AllocateArray<float>(length + Line / sizeof(float), pinned: true);
        Pointer = (float*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_memory));
        _start = (int)((Line - (nuint)Pointer % Line) % Line) / sizeof(float);
        Pointer += _start;
    }

    /// <summary>Number of elements.</summary>
    public int Length { get; }

    /// <summary>Address of the first element, valid as long as this object is held.</summary>
    public float* Pointer { get; }

    /// <summary>The elements.</summary>
    public Span<float> Span => _memory.AsSpan(_start, Length);
}
