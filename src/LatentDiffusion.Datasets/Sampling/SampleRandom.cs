using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace LatentDiffusion.Datasets;

/// <summary>
/// The random numbers of one attempt at one sample: xoshiro256** (Blackman and Vigna 2018, https://prng.di.unimi.it/xoshiro256starstar.c),
/// its state the SHA-256 of the plan's hash, the sample's number and the attempt. The same on every machine, and independent of all others.
/// </summary>
internal struct SampleRandom
{
    private ulong _a, _b, _c, _d;

    /// <summary>Starts the numbers of an attempt.</summary>
    /// <param name="plan">The plan's hash, 32 bytes.</param>
    /// <param name="index">The sample's number.</param>
    /// <param name="attempt">The attempt, from 0.</param>
    public SampleRandom(ReadOnlySpan<byte> plan, long index, int attempt)
    {
        Span<byte> input = stackalloc byte[SHA256.HashSizeInBytes + sizeof(long) + sizeof(int)],
            state = stackalloc byte[SHA256.HashSizeInBytes];
        plan.CopyTo(input);
        BinaryPrimitives.WriteInt64LittleEndian(input[SHA256.HashSizeInBytes..], index);
        BinaryPrimitives.WriteInt32LittleEndian(input[(SHA256.HashSizeInBytes + sizeof(long))..], attempt);
        SHA256.HashData(input, state);
        _a = BinaryPrimitives.ReadUInt64LittleEndian(state);
        _b = BinaryPrimitives.ReadUInt64LittleEndian(state[8..]);
        _c = BinaryPrimitives.ReadUInt64LittleEndian(state[16..]);
        _d = BinaryPrimitives.ReadUInt64LittleEndian(state[24..]);
    }

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        ulong result = BitOperations.RotateLeft(_b * 5, 7) * 9, t = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= t;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>A number from 0 to below 1, of 53 bits.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1L << 53));

    /// <summary>A seed: 53 bits, which a number of JSON holds exactly in every language.</summary>
    public long NextSeed() => (long)(Next() >> 11);
}
