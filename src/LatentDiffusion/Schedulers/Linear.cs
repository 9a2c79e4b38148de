using System.Runtime.CompilerServices;

namespace LatentDiffusion;

/// <summary>
/// A linear combination of the vectors that a step has at hand: the sample x, the model's output m, the noise z and vectors kept from
/// earlier steps. A sampler writes its formulas with these in the symbols of its paper; the coefficients are folded in double precision,
/// and <see cref="FusedLinear"/> evaluates the result in one pass over memory.
/// </summary>
internal readonly struct Linear
{
    /// <summary>Number of vectors a combination can name: x, m, z and seven kept ones.</summary>
    public const int Slots = 10;

    private readonly Coefficients _coefficients;

    private Linear(Coefficients coefficients) => _coefficients = coefficients;

    /// <summary>The sample x.</summary>
    public static Linear Sample { get; } = Slot(0);

    /// <summary>The model's output m.</summary>
    public static Linear Output { get; } = Slot(1);

    /// <summary>Unit normal noise z.</summary>
    public static Linear Noise { get; } = Slot(2);

    /// <summary>A vector kept by the run.</summary>
    public static Linear Kept(int index) => Slot(3 + index);

    /// <summary>The factor on the vector in a slot.</summary>
    public double this[int slot] => _coefficients[slot];

    /// <summary>This combination with another in place of the sample.</summary>
    public Linear WithSample(in Linear x) => this + this[0] * (x - Sample);

    public static Linear operator +(Linear a, Linear b)
    {
        Coefficients sum = a._coefficients;
        for (int i = 0; i < Slots; i++) sum[i] += b._coefficients[i];
        return new Linear(sum);
    }

    public static Linear operator *(double factor, Linear a)
    {
        Coefficients product = a._coefficients;
        for (int i = 0; i < Slots; i++)
            if (product[i] != 0) product[i] *= factor; // a vector that is absent stays absent, also where the factor is infinite
        return new Linear(product);
    }

    public static Linear operator -(Linear a, Linear b) => a + -b;

    public static Linear operator -(Linear a) => -1.0 * a;

    public static Linear operator /(Linear a, double divisor) => (1 / divisor) * a;

    private static Linear Slot(int slot)
    {
        Coefficients unit = default;
        unit[slot] = 1;
        return new Linear(unit);
    }

    [InlineArray(Slots)]
    private struct Coefficients
    {
        private double _first;
    }
}
