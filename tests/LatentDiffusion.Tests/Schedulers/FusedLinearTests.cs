using CsCheck;

namespace LatentDiffusion.Tests;

/// <summary>The vectorized evaluation against a plain loop in double precision, for lengths around every vector width.</summary>
public sealed class FusedLinearTests
{
    /// <summary>
    /// Of the sum of the magnitudes of the terms: ten single-precision roundings at most. What is below 1e-30 counts as 0.
    /// </summary>
    private const double Tolerance = 10 * 6e-8;

    private static readonly Gen<Vectors> AnyVectors =
        from length in Gen.Int[0, 70]
        from kept in Gen.Int[0, 7]
        from values in Gen.Float[-10, 10].Array[length].Array[3 + kept]
        select new Vectors(values);

    /// <summary>Elements before a destination, so that it begins anywhere in a cache line.</summary>
    private static readonly Gen<int> Offset = Gen.Int[0, 16];

    private static readonly Gen<double> Factor = Gen.OneOf(Gen.Double[-3, 3], Gen.Const(0.0), Gen.Const(1.0));

    [Fact]
    public void OneRowEqualsAPlainLoop() =>
        Gen.Select(AnyVectors, Factor.Array[Linear.Slots], Offset).Sample((vectors, factors, offset) =>
        {
            Span<float> actual = new float[offset + vectors.Length].AsSpan(offset);
            FusedLinear.Combine(vectors.Operands, vectors.Row(factors), actual);
            vectors.Check(factors, actual);
        });

    [Fact]
    public void TwoRowsEqualPlainLoops() =>
        Gen.Select(AnyVectors, Factor.Array[Linear.Slots], Factor.Array[Linear.Slots], Offset)
            .Sample((vectors, factors0, factors1, offset) =>
            {
                Span<float> actual0 = new float[offset + vectors.Length].AsSpan(offset), actual1 = new float[vectors.Length];
                FusedLinear.Combine(vectors.Operands, vectors.Row(factors0), actual0, vectors.Row(factors1), actual1);
                vectors.Check(factors0, actual0);
                vectors.Check(factors1, actual1);
            });

    [Fact]
    public void ADestinationMayBeAnInput() =>
        Gen.Select(AnyVectors, Factor.Array[Linear.Slots], Gen.Int[0, 9]).Sample((vectors, factors, slot) =>
        {
            slot %= vectors.Count;
            float[] separate = new float[vectors.Length];
            FusedLinear.Combine(vectors.Operands, vectors.Row(factors), separate);
            FusedLinear.Combine(vectors.Operands, vectors.Row(factors), vectors.Memory(slot));
            Assert.Equal(separate, vectors.Memory(slot).ToArray());
        });

    [Fact]
    public void BothDestinationsMayBeInputs() =>
        Gen.Select(AnyVectors.Where(v => v.Count > 3), Factor.Array[Linear.Slots], Factor.Array[Linear.Slots])
            .Sample((vectors, factors0, factors1) =>
            {
                float[] separate0 = new float[vectors.Length], separate1 = new float[vectors.Length];
                Linear row0 = vectors.Row(factors0), row1 = vectors.Row(factors1);
                FusedLinear.Combine(vectors.Operands, row0, separate0, row1, separate1);
                FusedLinear.Combine(vectors.Operands, row0, vectors[0], row1, vectors.Memory(3));
                Assert.Equal(separate0, vectors[0]);
                Assert.Equal(separate1, vectors.Memory(3).ToArray());
            });

    [Fact]
    public void TwoVectorsEqualAPlainLoop() =>
        Gen.Select(AnyVectors, Gen.Float[-3, 3], Gen.Float[-3, 3]).Sample((vectors, a, b) =>
        {
            float[] expected = [.. vectors[0].Zip(vectors[1], (x, y) => (float)((double)a * x + (double)b * y))];
            FusedLinear.Combine(a, vectors[0], b, vectors[1], vectors[1]);
            for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], vectors[1][i], tolerance: 60 * Tolerance);
        });

    /// <summary>Every product and every sum in single precision, the noise last: to the last bit.</summary>
    [Fact]
    public void UnfusedEqualsAPlainLoopOfRoundedOperations() =>
        Gen.Select(AnyVectors, Factor.Array[Linear.Slots]).Sample((vectors, factors) =>
        {
            float[] expected = new float[vectors.Length], actual = new float[vectors.Length];
            for (int i = 0; i < expected.Length; i++)
                foreach (int slot in vectors.Order) expected[i] += (float)factors[slot] * vectors[slot][i];
            FusedLinear.Combine(vectors.Rounded, vectors.Row(factors), actual);
            Assert.Equal(expected, actual);
        });

    [Fact]
    public void AVectorThatIsTooShortIsNamed()
    {
        var vectors = new Vectors([new float[8], new float[8], new float[7]]);
        var error = Assert.Throws<ArgumentException>(() => FusedLinear.Combine(vectors.Operands, Linear.Noise, new float[8]));
        Assert.Contains("Vector 15 of a step has 7 elements, 8 are needed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AVectorThatIsAbsentIsNotRead()
    {
        var vectors = new Vectors([[1, 2], [float.NaN, float.NaN], []]);
        float[] actual = new float[2];
        FusedLinear.Combine(vectors.Operands, 3 * Linear.Sample, actual);
        Assert.Equal([3f, 6f], actual);
    }

    /// <summary>Vectors of one length for the first slots.</summary>
    private sealed class Vectors
    {
        private readonly float[][] _values;

        private readonly KeptVector[] _kept;

        public Vectors(float[][] values)
        {
            _values = values;
            _kept = Array.ConvertAll(values[3..], v => new KeptVector(v.Length));
            for (int i = 0; i < _kept.Length; i++) values[i + 3].CopyTo(_kept[i].Span);
        }

        public int Count => _values.Length;

        public int Length => _values[0].Length;

        public Operands Operands => new(_values[0], _values[1], _values[2], _kept);

        public Operands Rounded => new(_values[0], _values[1], _values[2], _kept, Rounding.EachOperation);

        /// <summary>The order of the terms: the noise comes last.</summary>
        public int[] Order => [0, 1, .. Enumerable.Range(3, Count - 3), 2];

        public float[] this[int slot] => _values[slot];

        /// <summary>The memory that the operands name, to be a destination too.</summary>
        public Span<float> Memory(int slot) => slot < 3 ? _values[slot] : _kept[slot - 3].Span;

        public Linear Row(double[] factors)
        {
            Linear row = factors[0] * Linear.Sample + factors[1] * Linear.Output + factors[2] * Linear.Noise;
            for (int slot = 3; slot < Count; slot++) row += factors[slot] * Linear.Kept(slot - 3);
            return row;
        }

        public void Check(double[] factors, ReadOnlySpan<float> actual)
        {
            for (int i = 0; i < Length; i++)
            {
                double[] terms = [.. _values.Select((v, slot) => factors[slot] * v[i])];
                double difference = Math.Abs(terms.Sum() - actual[i]);
                Assert.True(
                    difference <= Tolerance * terms.Sum(Math.Abs) + 1e-30,
                    $"element {i} of {Length}: {actual[i]}, not {terms.Sum()}");
            }
        }
    }
}
