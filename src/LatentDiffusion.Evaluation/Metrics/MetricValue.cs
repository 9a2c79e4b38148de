namespace LatentDiffusion.Evaluation;

/// <summary>One number that a metric gives.</summary>
/// <param name="Name">What it is called, for example <c>precision</c>.</param>
/// <param name="Value">The number.</param>
/// <param name="HigherIsBetter">Which way is better.</param>
public sealed record MetricValue(string Name, double Value, bool HigherIsBetter)
{
    /// <summary>The standard deviation over subsets or splits, with metrics that have such; null otherwise.</summary>
    public double? Deviation { get; init; }

    /// <summary>The least and the greatest that the definition allows; an interval does not reach beyond. Default: any.</summary>
    public (double Low, double High) Range { get; init; } = (double.NegativeInfinity, double.PositiveInfinity);

    /// <summary>The 95 % bootstrap interval, where one was asked for.</summary>
    public (double Low, double High)? Interval { get; init; }
}
