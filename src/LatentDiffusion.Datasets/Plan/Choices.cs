namespace LatentDiffusion.Datasets;

/// <summary>Values of which one is picked, with weights.</summary>
/// <param name="Values">The values, at least one.</param>
/// <param name="Weights">As many positive numbers.</param>
internal sealed record Choices<T>(IReadOnlyList<T> Values, IReadOnlyList<double> Weights)
{
    private readonly double[] _sums = Sums(Weights);

    /// <summary>A choice without alternative.</summary>
    public static Choices<T> Only(T value) => new([value], [1]);

    /// <summary>Picks a value.</summary>
    public T Pick(ref SampleRandom random)
    {
        double at = random.NextDouble() * _sums[^1];
        int found = Array.BinarySearch(_sums, at);
        return Values[Math.Min(found >= 0 ? found + 1 : ~found, Values.Count - 1)];
    }

    private static double[] Sums(IReadOnlyList<double> weights)
    {
        double[] sums = new double[weights.Count];
        double sum = 0;
        for (int i = 0; i < sums.Length; i++) sums[i] = sum += weights[i];
        return sums;
    }
}
