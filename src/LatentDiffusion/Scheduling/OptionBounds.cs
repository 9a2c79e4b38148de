using System.Globalization;

namespace LatentDiffusion.Scheduling;

/// <summary>The numbers that an option may have.</summary>
/// <param name="Low">The smallest.</param>
/// <param name="High">The largest.</param>
/// <param name="ExcludesLow">Whether the smallest itself is not allowed.</param>
/// <param name="ExcludesHigh">Whether the largest itself is not allowed.</param>
internal readonly record struct OptionBounds(double Low, double High, bool ExcludesLow = false, bool ExcludesHigh = false)
{
    /// <summary>Any number that is finite in single precision.</summary>
    public static OptionBounds Finite { get; } = new(-float.MaxValue, float.MaxValue);

    /// <summary>0 and all above it that are finite in single precision.</summary>
    public static OptionBounds NotNegative { get; } = new(0, float.MaxValue);

    /// <summary>0 and all above it, infinity too.</summary>
    public static OptionBounds NotNegativeOrInfinite { get; } = new(0, double.PositiveInfinity);

    /// <summary>Any number that is not infinitely large.</summary>
    public static OptionBounds NotInfinite { get; } = new(double.NegativeInfinity, float.MaxValue);

    /// <summary>Above 0, and finite in single precision.</summary>
    public static OptionBounds Positive { get; } = new(0, float.MaxValue, ExcludesLow: true);

    /// <summary>From 0 to 1.</summary>
    public static OptionBounds Share { get; } = new(0, 1);

    /// <summary>From 0 to below 1.</summary>
    public static OptionBounds BelowOne { get; } = new(0, 1, ExcludesHigh: true);

    /// <summary>Whether a number is allowed; NaN never is.</summary>
    public bool Contains(double value) => (ExcludesLow ? value > Low : value >= Low) && (ExcludesHigh ? value < High : value <= High);

    /// <summary>The rule in words: <c>from 0 to below 1</c>.</summary>
    public override string ToString()
    {
        string low = Low.ToString(CultureInfo.InvariantCulture), high = High.ToString(CultureInfo.InvariantCulture);
        if (double.IsInfinity(Low)) return "a number";
        if (Low == -float.MaxValue) return "a finite number";
        string from = ExcludesLow ? $"above {low}" : $"at least {low}";
        if (double.IsInfinity(High)) return from;
        if (High == float.MaxValue) return from + " and finite";
        return ExcludesHigh ? $"from {low} to below {high}" : $"from {low} to {high}";
    }
}
