using CsCheck;

namespace LatentDiffusion.Datasets.Tests;

public sealed class SamplingTests
{
    [Fact]
    public void Permutation_IsOne() => Gen.Select(Gen.Int[1, 3000], Gen.String).Sample(
        (count, name) =>
        {
            IndexPermutation order = new(new byte[32], name, count);
            Assert.Equal(count, Enumerable.Range(0, count).Select(i => order[i]).Where(i => i >= 0 && i < count).Distinct().Count());
        }, iter: 100);

    [Fact]
    public void Permutation_ShufflesWell()
    {
        IndexPermutation order = new(new byte[32], "x", 10_000);
        long[] places = [.. Enumerable.Range(0, 10_000).Select(i => order[i])];
        double mean = places.Take(1000).Average(p => (double)p),
            neighbours = places.Zip(places.Skip(1)).Average(p => Math.Abs(p.First - p.Second));
        Assert.InRange(mean, 4700, 5300);
        Assert.InRange(neighbours, 3200, 3470); // of independent numbers: a third
    }

    [Fact]
    public void Apportionment_SumsUp_AndIsFair() => Gen.Select(Gen.Long[0, 100_000], Gen.Double[0.01, 1].Array[1, 6]).Sample(
        (total, weights) =>
        {
            double[] shares = [.. weights.Select(w => w / weights.Sum())];
            long[] parts = Apportionment.Divide(total, shares);
            Assert.Equal(total, parts.Sum());
            Assert.All(parts.Zip(shares), p => Assert.InRange(p.First - total * p.Second, -1.001, 1.001));
        }, iter: 200);

    /// <summary>The state after SHA-256 is not its business: the step is the one of the authors' code for the state 1, 2, 3, 4.</summary>
    [Fact]
    public void Numbers_AreUniform()
    {
        double sum = 0;
        int[] eighths = new int[8];
        for (int i = 0; i < 8000; i++)
        {
            SampleRandom random = new(new byte[32], i, 0);
            double value = random.NextDouble();
            sum += value;
            eighths[(int)(8 * value)]++;
        }

        Assert.InRange(sum / 8000, 0.49, 0.51);
        Assert.All(eighths, n => Assert.InRange(n, 880, 1120));
    }

    [Fact]
    public void Choices_FollowTheirWeights()
    {
        Choices<string> choices = new(["a", "b", "c"], [1, 2, 7]);
        SampleRandom random = new(new byte[32], 0, 0);
        Dictionary<string, int> counts = new() { ["a"] = 0, ["b"] = 0, ["c"] = 0 };
        for (int i = 0; i < 10_000; i++) counts[choices.Pick(ref random)]++;
        Assert.InRange(counts["a"], 900, 1100);
        Assert.InRange(counts["b"], 1850, 2150);
    }

    [Fact]
    public void Normal_HasItsMeanAndDeviation_AndItsBounds()
    {
        NumberDistribution bell = new NumberDistribution.Normal(5, 2, -5, 15);
        SampleRandom random = new(new byte[32], 0, 0);
        double[] values = new double[20_000];
        for (int i = 0; i < values.Length; i++) values[i] = bell.Draw(ref random);
        double mean = values.Average(), deviation = Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
        Assert.InRange(mean, 4.95, 5.05);
        Assert.InRange(deviation, 1.95, 2.05);
        Assert.InRange(values.Count(v => Math.Abs(v - 5) < 2) / 20_000.0, 0.66, 0.70);
    }

    [Fact]
    public void WholeNumbers_AreAllAsLikely()
    {
        NumberDistribution range = new NumberDistribution.Uniform(1, 4);
        SampleRandom random = new(new byte[32], 0, 0);
        int[] counts = new int[5];
        for (int i = 0; i < 8000; i++) counts[range.DrawWhole(ref random)]++;
        Assert.All(counts[1..], c => Assert.InRange(c, 1850, 2150));
    }
}
