using System.Globalization;

namespace LatentDiffusion.Evaluation;

/// <summary>Numbers for people.</summary>
internal static class ReportNumbers
{
    /// <summary>At most five digits behind the point, the fewer the larger the number; an exponent only where it takes one.</summary>
    public static string Show(double value)
    {
        if (double.IsPositiveInfinity(value)) return "∞";
        double size = Math.Abs(value);
        return value.ToString(size is 0 or (>= 1e-4 and < 1e7) ? Format(size) : "0.####e+0", CultureInfo.InvariantCulture);
    }

    private static string Format(double size) => size switch
    {
        >= 1000 => "0.0",
        >= 1 => "0.000",
        _ => "0.00000",
    };

    /// <summary>The deviation and interval of a value, as far as there are.</summary>
    public static string Spread(MetricValue value) =>
        string.Join(
            ", ",
            new[]
            {
                value.Deviation is { } deviation ? $"± {Show(deviation)}" : null,
                value.Interval is var (low, high) ? $"95 %: {Show(low)} to {Show(high)}" : null,
            }.Where(s => s is not null));
}
