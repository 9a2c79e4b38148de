using LatentDiffusion.Evaluation;

namespace LatentDiffusion.Datasets.Tests;

public sealed class ReportTests
{
    [Fact]
    public void TheReportMeasuresEachClass_AgainstItsRealPictures()
    {
        using Bench bench = new("name = 'n'\ncount = 8\nshard_size = 5\nreal = '{class}'\nclasses = ['a', 'b']\n[quality.duplicates]");
        bench.Pictures("a", 8);
        bench.Pictures("b", 8, first: 5000);

        // Of the class b all samples are one picture, but for its size; those of a are its real ones.
        long[] real = [.. Enumerable.Range(1000, 8).Select(i => (long)i)];
        bench.Draw(new FakeDrawer { Picture = r => FakeDrawer.Noise(r.Class == "a" ? real[r.Index % 8] : r.Seed, 33) });
        using FeatureNetwork network = FeatureNetwork.Load(Path.Combine(AppContext.BaseDirectory, "References", "networks", "classes"));
        DatasetReport.Create(bench.Plan(), bench.Store, network).Save(bench["report"]);
        string text = File.ReadAllText(bench["report/report.md"]);
        Assert.Contains("| class | generated | real | vendi | density | coverage |", text, StringComparison.Ordinal);
        string[] a = Row(text, "a"), b = Row(text, "b");
        Assert.Equal("8", b[2]);
        Assert.True(double.Parse(b[3], System.Globalization.CultureInfo.InvariantCulture) >= 1);
        Assert.InRange(double.Parse(a[5], System.Globalization.CultureInfo.InvariantCulture), 0.5, 1);
        Assert.Contains("| fid |", text, StringComparison.Ordinal);
        Assert.Contains("duplicates across shards", text, StringComparison.Ordinal);
        Assert.NotEmpty(Directory.GetFiles(bench["report/report_files"], "*.png"));
    }

    private static string[] Row(string text, string name)
    {
        string line = text.Split('\n').Last(l => l.StartsWith($"| {name} |", StringComparison.Ordinal));
        return [.. line.Trim().Trim('|').Split('|').Select(c => c.Trim())];
    }
}
