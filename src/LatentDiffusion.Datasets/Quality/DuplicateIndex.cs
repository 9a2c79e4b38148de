namespace LatentDiffusion.Datasets;

/// <summary>
/// Finds hashes near to another: two that differ in at most d of 64 bits agree in at least one of d + 1 bands, so only what shares a band
/// is compared.
/// </summary>
/// <param name="distance">The most bits that near hashes differ in.</param>
internal sealed class DuplicateIndex(int distance)
{
    private readonly Dictionary<(int Band, ulong Bits), List<(ulong Hash, long Index)>> _buckets = [];

    /// <summary>Adds a sample.</summary>
    public void Add(ulong hash, long index)
    {
        for (int band = 0; band <= distance; band++)
        {
            (int, ulong) key = (band, Bits(hash, band));
            if (!_buckets.TryGetValue(key, out var bucket)) _buckets.Add(key, bucket = []);
            bucket.Add((hash, index));
        }
    }

    /// <summary>The samples near to a hash, each once, in the order of their numbers.</summary>
    public IEnumerable<long> Near(ulong hash)
    {
        SortedSet<long> near = [];
        for (int band = 0; band <= distance; band++)
            if (_buckets.TryGetValue((band, Bits(hash, band)), out var bucket))
                foreach (var (other, index) in bucket)
                    if (PerceptualHash.Distance(hash, other) <= distance) near.Add(index);
        return near;
    }

    private ulong Bits(ulong hash, int band)
    {
        int from = 64 * band / (distance + 1), to = 64 * (band + 1) / (distance + 1);
        ulong rest = hash >> from;
        return to - from == 64 ? rest : rest & ((1UL << (to - from)) - 1);
    }
}
