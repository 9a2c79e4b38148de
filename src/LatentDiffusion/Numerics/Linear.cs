using System.Runtime.Intrinsics;

namespace LatentDiffusion.Numerics;

/// <summary>
/// A linear combination of the vectors that a step has at hand: the sample x, the model's output m, the noise z and vectors kept from
/// earlier steps. A sampler writes its formulas with these in the symbols of its paper; the coefficients are folded in double precision,
/// and <see cref="FusedLinear"/> evaluates the result in one pass over memory.
/// </summary>
/// <remarks>
/// The coefficients fill two vectors, so that an operator costs a few instructions even beside the step of a small latent.
/// </remarks>
internal readonly struct Linear
{
    /// <summary>Number of vectors a combination can name: x, m, kept ones and z, in this order.</summary>
    public const int Slots = 16;

    /// <summary>The slot of the first kept vector.</summary>
    public const int FirstKept = 2;

    /// <summary>The slot of the noise.</summary>
    public const int NoiseSlot = Slots - 1;

    private readonly Vector512<double> _low, _high;

    private Linear(Vector512<double> low, Vector512<double> high) => (_low, _high) = (low, high);

    /// <summary>The sample x.</summary>
    public static Linear Sample => Slot(0);

    /// <summary>The model's output m.</summary>
    public static Linear Output => Slot(1);

    /// <summary>Unit normal noise z, which is added last.</summary>
    public static Linear Noise => Slot(NoiseSlot);

    /// <summary>A vector kept by the run.</summary>
    public static Linear Kept(int index) => Slot(FirstKept + index);

    /// <summary>Copies the factors on the vectors of all slots.</summary>
    public void CopyTo(Span<double> factors)
    {
        _low.CopyTo(factors);
        _high.CopyTo(factors[Vector512<double>.Count..]);
    }

    /// <summary>This combination with another in place of the sample.</summary>
    public Linear WithSample(in Linear x) => this + _low[0] * (x - Sample);

    public static Linear operator +(Linear a, Linear b) => new(a._low + b._low, a._high + b._high);

    public static Linear operator *(double factor, Linear a) => new(Scale(factor, a._low), Scale(factor, a._high));

    public static Linear operator -(Linear a, Linear b) => new(a._low - b._low, a._high - b._high);

    public static Linear operator /(Linear a, double divisor) => (1 / divisor) * a;

    /// <summary>A vector that is absent stays absent, also where the factor is infinite.</summary>
    private static Vector512<double> Scale(double factor, Vector512<double> v) =>
        Vector512.ConditionalSelect(Vector512.Equals(v, Vector512<double>.Zero), Vector512<double>.Zero, factor * v);

    private static Linear Slot(int slot) => slot < Vector512<double>.Count
        ? new Linear(Vector512<double>.Zero.WithElement(slot, 1), Vector512<double>.Zero)
        : new Linear(Vector512<double>.Zero, Vector512<double>.Zero.WithElement(slot - Vector512<double>.Count, 1));
}
