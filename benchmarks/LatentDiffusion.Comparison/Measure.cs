using System.Diagnostics;

namespace LatentDiffusion.Comparison;

/// <summary>Times and their middle.</summary>
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
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
