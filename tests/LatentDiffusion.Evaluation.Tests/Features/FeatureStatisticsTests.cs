using System.IO.Compression;
using CsCheck;

namespace LatentDiffusion.Evaluation.Tests;

public sealed class FeatureStatisticsTests
{
    [Fact]
    public void Parts_MergeToTheWhole_HoweverTheyAreCut() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[2, 300], Gen.Int[1, 5], Gen.Double[0, 1e4]).Sample(
            (dimension, count, parts, shift) =>
            {
                FeatureSet set = Sets.Clusters(count, count, dimension, shift: shift);
                FeatureStatistics merged = new(dimension);
                for (int part = 0; part < parts; part++)
                {
                    FeatureStatistics statistics = new(dimension);
                    for (int i = part; i < count; i += parts) statistics.Add(set[i]);
                    merged.Merge(statistics);
                }

                Near(TwoPasses(set), merged);
                Near(TwoPasses(set), set.Statistics);
                return merged.Count == count;
            },
            iter: 40);

    [Fact]
    public void Files_HoldMeanAndCovariance()
    {
        using TemporaryFolder folder = new();
        FeatureStatistics written = Sets.Clusters(1, 50, 6).Statistics;
        written.Save(folder["s.npz"]);
        FeatureStatistics read = FeatureStatistics.Load(folder["s.npz"]);
        Assert.Equal(50, read.Count);
        Assert.Equal(written.Mean, read.Mean);
        Assert.Equal(written.Covariance(), read.Covariance());
        read.Merge(written);
        Assert.Equal(100, read.Count);
    }

    /// <summary>Written by numpy: float32 <c>mu</c>, float64 <c>sigma</c> in Fortran's order, compressed.</summary>
    [Fact]
    public void FilesOfNumpy_AreRead()
    {
        FeatureStatistics statistics = FeatureStatistics.Load(ReferenceFiles.Path("numpy.npz"));
        Assert.Equal([1, 2], statistics.Mean);
        Assert.Equal([2, 0.5, 0.5, 3], statistics.Covariance());
        Assert.Null(statistics.Count);
        Assert.Contains(
            "does not say of how many pictures",
            Assert.Throws<EvaluationException>(() => new FeatureStatistics(2).Merge(statistics)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mu", "[1, 2]", "no sigma.npy")]
    [InlineData("mu,sigma", "[2] [2]", "expected [d] and [d, d]")]
    [InlineData("mu,sigma", "nan", "not all numbers are finite")]
    [InlineData("mu,sigma", "asymmetric", "not a covariance")]
    [InlineData("mu,sigma", "negative", "negative variance")]
    [InlineData("mu,sigma", "correlated", "beyond 1")]
    [InlineData("mu,sigma", "short", "it is cut off")]
    [InlineData("mu,sigma", "text", "does not begin as one")]
    public void DamagedFiles_AreRefusedByName(string entries, string how, string message)
    {
        using TemporaryFolder folder = new();
        using (ZipArchive archive = ZipFile.Open(folder["bad.npz"], ZipArchiveMode.Create))
        {
            foreach (string name in entries.Split(','))
            {
                bool matrix = name == "sigma" && how != "[2] [2]";
                double[] values = !matrix ? [1, 2] : how switch
                {
                    "nan" => [1, 0, 0, double.NaN],
                    "asymmetric" => [1, 5, 0, 1],
                    "negative" => [1, 0, 0, -1],
                    "correlated" => [1, 2.1, 2.1, 4],
                    _ => [1, 0, 0, 1],
                };
                using MemoryStream content = new();
                NpyArray.OfDoubles(matrix ? [2, 2] : [2], values).WriteTo(content);
                byte[] bytes = how == "text" ? "no array at all"u8.ToArray() : content.ToArray();
                using Stream entry = archive.CreateEntry($"{name}.npy").Open();
                entry.Write(how == "short" ? bytes.AsSpan(..^8) : bytes);
            }
        }

        EvaluationException refused = Assert.Throws<EvaluationException>(() => FeatureStatistics.Load(folder["bad.npz"]));
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        Assert.Contains("bad.npz", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsNoArchive_IsRefused()
    {
        using TemporaryFolder folder = new(("bad.npz", "not a zip"));
        Assert.Throws<EvaluationException>(() => FeatureStatistics.Load(folder["bad.npz"]));
        Assert.Throws<FileNotFoundException>(() => FeatureStatistics.Load(folder["none.npz"]));
    }

    [Fact]
    public void Features_ThatDoNotFit_AreRefused()
    {
        FeatureStatistics statistics = new(2);
        Assert.Throws<EvaluationException>(() => statistics.Add([1]));
        Assert.Throws<EvaluationException>(() => statistics.Add([1, float.PositiveInfinity]));
        Assert.Throws<EvaluationException>(() => statistics.Merge(new FeatureStatistics(3)));
        Assert.Equal(0, statistics.Count);
    }

    private static (double[] Mean, double[] Covariance) TwoPasses(FeatureSet set)
    {
        int n = set.Count, d = set.Dimension;
        double[] mean = new double[d], covariance = new double[d * d];
        for (int i = 0; i < n; i++)
            for (int j = 0; j < d; j++) mean[j] += (double)set[i][j] / n;
        for (int i = 0; i < n; i++)
            for (int j = 0; j < d; j++)
                for (int k = 0; k < d; k++) covariance[j * d + k] += (set[i][j] - mean[j]) * (set[i][k] - mean[k]) / (n - 1);
        return (mean, covariance);
    }

    private static void Near((double[] Mean, double[] Covariance) expected, FeatureStatistics actual)
    {
        double[] covariance = actual.Covariance();
        for (int j = 0; j < expected.Mean.Length; j++)
            Assert.Equal(expected.Mean[j], actual.Mean[j], 1e-9 * (1 + Math.Abs(expected.Mean[j])));
        double largest = expected.Covariance.Max(Math.Abs);
        for (int j = 0; j < covariance.Length; j++) Assert.Equal(expected.Covariance[j], covariance[j], 1e-9 * largest);
    }
}
