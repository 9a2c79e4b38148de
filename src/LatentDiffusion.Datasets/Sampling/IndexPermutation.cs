using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace LatentDiffusion.Datasets;

/// <summary>
/// A shuffling of the numbers below n that takes no memory: a Feistel network over the next power of four, applied again where it leaves
/// the range (cycle walking; Black and Rogaway 2002, https://www.cs.ucdavis.edu/~rogaway/papers/subset.pdf).
/// </summary>
internal sealed class IndexPermutation
{
    private const int Rounds = 6;
    private readonly ulong[] _keys = new ulong[Rounds];
    private readonly long _count;
    private readonly int _half;
    private readonly ulong _mask;

    /// <summary>Decides on a shuffling.</summary>
    /// <param name="plan">The plan's hash, 32 bytes.</param>
    /// <param name="name">What is shuffled.</param>
    /// <param name="count">The number of numbers.</param>
    public IndexPermutation(ReadOnlySpan<byte> plan, string name, long count)
    {
        _count = count;
        _half = (64 - BitOperations.LeadingZeroCount((ulong)Math.Max(count - 1, 1)) + 1) / 2;
        _mask = (1UL << _half) - 1;
        for (int round = 0; round < Rounds; round++)
        {
            byte[] key = SHA256.HashData([.. plan, .. Encoding.UTF8.GetBytes(name), (byte)round]);
            _keys[round] = BinaryPrimitives.ReadUInt64LittleEndian(key);
        }
    }

    /// <summary>Where a number goes.</summary>
    public long this[long index]
    {
        get
        {
            ulong value = (ulong)index;
            do value = Once(value);
            while (value >= (ulong)_count);
            return (long)value;
        }
    }

    private ulong Once(ulong value)
    {
        ulong left = value >> _half, right = value & _mask;
        foreach (ulong key in _keys) (left, right) = (right, left ^ (Mix(right ^ key) & _mask));
        return left << _half | right;
    }

    /// <summary>The finaliser of SplitMix64 (Steele, Lea and Flood 2014).</summary>
    private static ulong Mix(ulong z)
    {
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
        z = (z ^ z >> 27) * 0x94D049BB133111EB;
        return z ^ z >> 31;
    }
}
