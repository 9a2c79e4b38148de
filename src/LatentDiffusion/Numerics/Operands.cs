namespace LatentDiffusion.Numerics;

/// <summary>The vectors that the slots of a <see cref="Linear"/> stand for during one step.</summary>
/// <param name="sample">The sample x.</param>
/// <param name="output">The model's output m.</param>
/// <param name="noise">Unit normal noise z, or empty.</param>
/// <param name="kept">Vectors kept by the run.</param>
/// <param name="rounding">How combinations of them are rounded.</param>
internal readonly unsafe ref struct Operands(
    ReadOnlySpan<float> sample, ReadOnlySpan<float> output, ReadOnlySpan<float> noise, KeptVector[] kept,
    Rounding rounding = Rounding.Fused)
{
    private readonly KeptVector[] _kept = kept;

    /// <summary>The sample x.</summary>
    public ReadOnlySpan<float> Sample { get; } = sample;

    /// <summary>The model's output m.</summary>
    public ReadOnlySpan<float> Output { get; } = output;

    /// <summary>Unit normal noise z.</summary>
    public ReadOnlySpan<float> Noise { get; } = noise;

    /// <summary>How combinations of these vectors are rounded.</summary>
    public Rounding Rounding { get; } = rounding;

    /// <summary>Address of the vector in a slot, given the pinned addresses of the first two and of the noise.</summary>
    /// <exception cref="ArgumentException">The vector is shorter than the destination.</exception>
    public float* Pointer(int slot, float* sample, float* output, float* noise, int length)
    {
        int available = slot switch
        {
            0 => Sample.Length,
            1 => Output.Length,
            Linear.NoiseSlot => Noise.Length,
            _ => _kept[slot - Linear.FirstKept].Length,
        };
        if (available < length) throw new ArgumentException($"Vector {slot} of a step has {available} elements, {length} are needed.");
        return slot switch
        {
            0 => sample,
            1 => output,
            Linear.NoiseSlot => noise,
            _ => _kept[slot - Linear.FirstKept].Pointer,
        };
    }
}
