namespace LatentDiffusion.Datasets;

/// <summary>Divides a number of things by shares, so that the parts sum up.</summary>
internal static class Apportionment
{
    /// <summary>The parts by the method of the largest remainder (Hamilton); of equal remainders the first goes first.</summary>
    /// <param name="total">The number of things.</param>
    /// <param name="shares">Shares that sum up to 1.</param>
    public static long[] Divide(long total, IReadOnlyList<double> shares)
    {
        long[] parts = [.. shares.Select(s => (long)Math.Floor(Exact(s)))];
        int[] order = [.. Enumerable.Range(0, parts.Length).OrderByDescending(i => Exact(shares[i]) - parts[i])];
        long rest = total - parts.Sum();
        for (int i = 0; i < rest; i++) parts[order[i % order.Length]]++;
        return parts;

        double Exact(double share) => Math.Round(total * share, 6); // 10 times 0.7 is 7, and not a little less
    }
}
