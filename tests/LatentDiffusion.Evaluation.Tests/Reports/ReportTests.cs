namespace LatentDiffusion.Evaluation.Tests;

public sealed class ReportTests
{
    [Fact]
    public void AReport_IsOnePageThatNeedsNothing_AndMarkdownWithItsFiles()
    {
        using TemporaryFolder folder = new();
        new EvaluationReport("a <b> & c").Heading("h").Paragraph("p | *q*").Warning("w").Table(["x", "y"], [["1", "<i>"], ["-2.5", "b|c"]])
            .Plot("plot", Sets.Blocks(1).Encode(ImageFormat.Png)).Pictures([("one", Sets.Blocks(2, 600, 300))]).Save(folder.Path);
        string html = File.ReadAllText(folder["report.html"]), markdown = File.ReadAllText(folder["report.md"]);
        Assert.Contains("<title>a &lt;b&gt; &amp; c</title>", html, StringComparison.Ordinal);
        Assert.Contains("<td class=\"number\">-2.5</td><td>b|c</td>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<i>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("http", html, StringComparison.Ordinal);
        Assert.Equal(2, html.Split("src=\"data:image/png;base64,").Length - 1);
        Assert.Contains(@"b\|c", markdown, StringComparison.Ordinal);
        foreach (string file in (string[])["report_files/plot-001.png", "report_files/picture-002.png"])
        {
            Assert.Contains($"({file})", markdown, StringComparison.Ordinal);
            Assert.True(RgbImage.Load(folder[file]).Width <= 256);
        }

        Assert.Throws<ArgumentException>(() => new EvaluationReport("t").Table(["x"], [["1", "2"]]));
    }

    [Fact]
    public void AnEvaluation_IsReportedWithItsPictures()
    {
        using TemporaryFolder generated = new(), real = new(("bad.png", "no picture")), target = new();
        for (int i = 0; i < 12; i++) Sets.Blocks(i).Save(generated[$"g{i}.png"]);
        for (int i = 0; i < 12; i++) Sets.Blocks(100 + i).Save(real[$"r{i}.png"]);
        Sets.Blocks(3).Save(real["copied.png"]);
        using FeatureNetwork network = FeatureNetworkTests.Load("classes");
        PictureFolder a = PictureFolder.List(generated.Path), b = PictureFolder.List(real.Path);
        ExtractionResult x = FeatureExtraction.Extract(a, network), y = FeatureExtraction.Extract(b, network);
        ImageEvaluation evaluation = ImageEvaluation.Compute(network.Name, x.Features, y.Features);
        ImageReport.Create(evaluation, y.Problems, a, b).Save(target.Path);
        string html = File.ReadAllText(target["report.html"]);
        string[] expectations = ["inception-score", "bad.png", "g3.png: ratio 0.00000", "nearest: copied.png", "fid: 12 generated"];
        foreach (string expected in expectations)
            Assert.Contains(expected, html, StringComparison.Ordinal);
        Assert.Contains("\"name\": \"vendi\"", ImageReport.ToJson(evaluation, y.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void StatisticsOfAnUnknownNumberOfPictures_AreNotCalledNone()
    {
        using TemporaryFolder folder = new();
        FeatureStatistics unknown = FeatureStatistics.Load(ReferenceFiles.Path("numpy.npz"));
        Assert.Null(unknown.Count);
        FeatureSet generated = Sets.Clusters(1, 5, unknown.Dimension), real = new(unknown);
        ImageReport.Create(ImageEvaluation.Compute("n", generated, real, [Metrics.Frechet]), [], null).Save(folder.Path);
        Assert.Contains(
            "5 generated pictures against an unknown number of real ones", File.ReadAllText(folder["report.md"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "0.00000")]
    [InlineData(0.123456, "0.12346")]
    [InlineData(12.34567, "12.346")]
    [InlineData(12345.678, "12345.7")]
    [InlineData(double.PositiveInfinity, "∞")]
    [InlineData(1.5e-9, "1.5e-9")]
    public void Numbers_AreReadable(double value, string text) => Assert.Equal(text, ReportNumbers.Show(value));
}
