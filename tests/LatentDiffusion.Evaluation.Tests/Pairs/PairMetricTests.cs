using System.Text.Json;

namespace LatentDiffusion.Evaluation.Tests;

/// <summary>Against convolutions in PyTorch.</summary>
public sealed class PairMetricTests
{
    private static readonly SafetensorsFile Images = new(ReferenceFiles.Path("images.safetensors"));

    [Fact]
    public void Values_AreThoseOfTheReference()
    {
        var expected = JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, double>>>(
            File.ReadAllText(ReferenceFiles.Path("pairs.json")))!;
        Assert.Equal(5, expected.Sum(pair => pair.Value.Count));
        foreach (var (pair, values) in expected)
        {
            RgbImage a = Sets.Picture(Images, $"{pair}.a"), b = Sets.Picture(Images, $"{pair}.b");
            foreach (var (name, value) in values)
                Assert.Equal(value, PairMetrics.All.Single(m => m.Name == name).Compute(a, b), 1e-9 * value);
        }
    }

    [Fact]
    public void EqualPictures_AreAsGoodAsCanBe()
    {
        RgbImage picture = Sets.Blocks(1, 180, 190);
        Assert.Equal(double.PositiveInfinity, PairMetrics.Psnr.Compute(picture, picture));
        Assert.Equal(1, PairMetrics.Ssim.Compute(picture, picture), 1e-12);
        Assert.Equal(1, PairMetrics.MsSsim.Compute(picture, picture), 1e-12);
    }

    [Fact]
    public void Folders_AreComparedByName_AndProblemsNamed()
    {
        using TemporaryFolder a = new(("broken.png", "no picture"), ("note.txt", "")), b = new(("broken.png", "no picture"));
        Sets.Blocks(1).Save(a["same.png"]);
        Sets.Blocks(1).Save(b["same.png"]);
        Sets.Blocks(2).Save(a["small.png"]);
        Sets.Blocks(2, 16, 16).Save(b["small.png"]);
        Sets.Blocks(3).Save(a["alone.png"]);
        Sets.Blocks(3).Save(b["other.png"]);
        a.Write("old.bmp", "");
        PairEvaluation evaluation = PairEvaluation.Compare(
            PictureFolder.List(a.Path), PictureFolder.List(b.Path), [PairMetrics.Psnr, PairMetrics.Ssim]);
        PairResult pair = Assert.Single(evaluation.Pairs);
        Assert.Equal("same.png", pair.File);
        Assert.Equal([double.PositiveInfinity, 1], pair.Values);
        Assert.Equal(
            [b["other.png"], "alone.png", "broken.png", "old.bmp", "small.png"],
            evaluation.Problems.Select(p => p.Path).Order(StringComparer.Ordinal));
        Assert.Contains("32x32 and 16x16", evaluation.Problems.Single(p => p.Path == "small.png").Reason, StringComparison.Ordinal);
        Assert.Throws<EvaluationException>(
            () => PairEvaluation.Compare(PictureFolder.List(b.Path), PictureFolder.List(a.Path), [PairMetrics.MsSsim]));
    }

    [Fact]
    public void PicturesTooSmall_AreRefused()
    {
        RgbImage small = Sets.Blocks(1, 10, 40), medium = Sets.Blocks(1, 100, 175);
        Assert.Throws<EvaluationException>(() => PairMetrics.Ssim.Compute(small, small));
        Assert.Throws<EvaluationException>(() => PairMetrics.MsSsim.Compute(medium, medium));
    }
}
