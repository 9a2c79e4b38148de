using System.Diagnostics;

namespace LatentDiffusion.Comparison;

/// <summary>Times, their middle, and how far they are spread.</summary>
internal static class Measure
{
    /// <summary>Seconds that an action takes.</summary>
    public static double Seconds(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>The most memory that this process has had, in bytes.</summary>
    public static double Peak() => Process.GetCurrentProcess().PeakWorkingSet64;

    /// <summary>The middle value, or the mean of the two in the middle.</summary>
    public static double Median(IEnumerable<double> values) => Quantile([.. values.Order()], 0.5);

    /// <summary>What a quarter of the values is below, and what a quarter is above.</summary>
    public static (double Low, double High) Quartiles(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (Quantile(sorted, 0.25), Quantile(sorted, 0.75));
    }

    /// <summary>The value at a share of the way from the first to the last, between two of them where it falls there.</summary>
    private static double Quantile(double[] sorted, double share)
    {
        double place = share * (sorted.Length - 1);
        int below = (int)place, above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
