namespace LatentDiffusion.Evaluation;

/// <summary>
/// The draws of numpy's legacy <c>RandomState</c> that subsets and shuffles of published metrics are made with
/// (https://github.com/numpy/numpy/blob/v2.4.0/numpy/random/mtrand.pyx and src/legacy/legacy-distributions.c).
/// </summary>
/// <param name="seed">The seed, as of <c>RandomState(seed)</c>.</param>
internal sealed class LegacyRandom(uint seed)
{
    private readonly MersenneTwister _bits = new(seed);

    /// <summary><c>permutation(count)</c>: the numbers below <paramref name="count"/>, shuffled.</summary>
    public int[] Permutation(int count)
    {
        int[] order = new int[count];
        for (int i = 0; i < count; i++) order[i] = i;
        for (int i = count - 1; i > 0; i--)
        {
            int j = (int)UpTo((uint)i);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return order;
    }

    /// <summary><c>choice(count, size, replace=False)</c>.</summary>
    public int[] Choice(int count, int size) => Permutation(count)[..size];

    /// <summary><c>choice(count, size)</c>: with replacement.</summary>
    public int[] Resample(int count, int size)
    {
        int[] chosen = new int[size];
        for (int i = 0; i < size; i++) chosen[i] = (int)UpTo((uint)count - 1);
        return chosen;
    }

    /// <summary><c>random_interval</c>: a number up to and with a limit; as many bits are drawn until they do not exceed it.</summary>
    private uint UpTo(uint limit)
    {
        if (limit == 0) return 0;
        uint mask = uint.MaxValue >> System.Numerics.BitOperations.LeadingZeroCount(limit);
        uint value;
        do value = _bits.NextUInt32() & mask;
        while (value > limit);
        return value;
    }
}
