using System.Numerics;
using System.Runtime.CompilerServices;

namespace LatentDiffusion.Numerics;

/// <summary>
/// MT19937 (Matsumoto and Nishimura 1998, https://doi.org/10.1145/272991.272995), seeded with 32 bits as in PyTorch
/// (https://github.com/pytorch/pytorch/blob/v2.13.0/aten/src/ATen/core/MT19937RNGEngine.h).
/// </summary>
internal sealed class MersenneTwister
{
    private const int N = 624, M = 397;
    private readonly uint[] _state = new uint[N];
    private int _next = N;

    public MersenneTwister(uint seed)
    {
        _state[0] = seed;
        for (uint j = 1; j < N; j++) _state[j] = 1812433253u * (_state[j - 1] ^ (_state[j - 1] >> 30)) + j;
    }

    /// <summary>The next 32 random bits.</summary>
    public uint NextUInt32()
    {
        if (_next == N) Advance();
        return Temper(Vector.CreateScalar(_state[_next++]))[0];
    }

    /// <summary>Fills with uniform numbers in [0, 1), multiples of 2^-24, one draw each.</summary>
    public void FillUniform(Span<float> destination)
    {
        while (destination.Length > 0)
        {
            if (_next == N) Advance();
            int count = Math.Min(N - _next, destination.Length);
            Uniform(_state.AsSpan(_next, count), destination[..count]);
            _next += count;
            destination = destination[count..];
        }
    }

    private static void Uniform(ReadOnlySpan<uint> bits, Span<float> destination)
    {
        int i = 0, lanes = Vector<uint>.Count;
        for (; i <= bits.Length - lanes; i += lanes) Uniform(new Vector<uint>(bits[i..])).CopyTo(destination[i..]);
        for (; i < bits.Length; i++) destination[i] = Uniform(Vector.CreateScalar(bits[i]))[0];
    }

    /// <summary>The low 24 bits as a fraction; they fit a signed integer, whose conversion is the faster one.</summary>
    private static Vector<float> Uniform(Vector<uint> bits) =>
        Vector.ConvertToSingle(Vector.AsVectorInt32(Temper(bits) & new Vector<uint>(0xFFFFFF))) * (1f / (1 << 24));

    private static Vector<uint> Temper(Vector<uint> y)
    {
        y ^= y >> 11;
        y ^= (y << 7) & new Vector<uint>(0x9D2C5680);
        y ^= (y << 15) & new Vector<uint>(0xEFC60000);
        return y ^ (y >> 18);
    }

    /// <summary>Replaces all words of the state: word j by a mix of words j, j + 1 and j + M, counted in a ring.</summary>
    private void Advance()
    {
        Twist(0, N - M, M);
        Twist(N - M, N - 1, M - N);
        _state[N - 1] = Twist(Vector.CreateScalar(_state[N - 1]), Vector.CreateScalar(_state[0]))[0] ^ _state[M - 1];
        _next = 0;
    }

    /// <summary>
    /// Neighbouring words do not depend on one another's new value: the nearest new word that is read is N - M = 227 behind.
    /// </summary>
    private void Twist(int begin, int end, int distance)
    {
        int j = begin, lanes = Vector<uint>.Count;
        for (; j <= end - lanes; j += lanes) (Twist(Load(j), Load(j + 1)) ^ Load(j + distance)).CopyTo(_state, j);
        for (; j < end; j++)
            _state[j] = Twist(Vector.CreateScalar(_state[j]), Vector.CreateScalar(_state[j + 1]))[0] ^ _state[j + distance];
    }

    /// <summary>The upper bit of one word with the lower bits of the next, times the matrix A.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<uint> Twist(Vector<uint> word, Vector<uint> next)
    {
        Vector<uint> mixed = (word & new Vector<uint>(0x80000000)) | (next & new Vector<uint>(0x7FFFFFFF));
        return (mixed >> 1) ^ (-(next & Vector<uint>.One) & new Vector<uint>(0x9908B0DF));
    }

    private Vector<uint> Load(int index) => new(_state, index);
}
