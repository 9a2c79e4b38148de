using LatentDiffusion.Models.Emoji;

namespace LatentDiffusion.Evaluation.Tests;

public sealed class SchedulerBenchmarkTests
{
    [Fact]
    public void Errors_FallWithSteps_AndTheFrontIsMarked()
    {
        using LatentDiffusionPipeline pipeline = EmojiModel.CreatePipeline();
        List<SchedulerProgress> reports = [];
        SchedulerBenchmarkResult result = SchedulerBenchmark.Run(
            pipeline,
            new SchedulerBenchmarkOptions
            {
                Prompts = ["a red apple"], Schedulers = ["ddim", "heun", "euler a", "flow euler"], Steps = [3, 9], Reference = "ddim",
                ReferenceSteps = 18,
            },
            new Progress(reports.Add));
        SchedulerRun ddim3 = Run("ddim", 3), ddim9 = Run("ddim", 9), heun = Run("heun", 3), ancestral = Run("euler a", 9);
        Assert.True(ddim9.LatentError < ddim3.LatentError && ddim9.PictureError < ddim3.PictureError);
        Assert.Equal((3, 9, 5), (ddim3.Evaluations, ddim9.Evaluations, heun.Evaluations));
        Assert.True(ancestral.IsStochastic && !ddim9.IsStochastic && !heun.IsStochastic);
        Assert.All(result.Runs.Where(r => r.IsOnFront), on => Assert.DoesNotContain(
            result.Runs, r => r.Evaluations <= on.Evaluations && r.LatentError < on.LatentError));
        Assert.Contains(result.Runs, r => r.IsOnFront);
        Assert.InRange(result.ReferenceError, 1e-6, ddim3.LatentError);
        Assert.Equal(10, reports[^1].Total);
        Assert.Equal(10, reports[^1].Done);
        Assert.Equal(8, result.Runs.Count + result.Problems.Count);
        RgbImage plot = RgbImage.Decode(SchedulerReport.Plot(result));
        Assert.Equal((1200, 700), (plot.Width, plot.Height));
        Assert.Contains("\"scheduler\": \"heun\"", SchedulerReport.ToJson(result), StringComparison.Ordinal);
        using TemporaryFolder folder = new();
        SchedulerReport.Create(result).Save(folder.Path);
        Assert.Contains("heun", File.ReadAllText(folder["report.md"]), StringComparison.Ordinal);

        SchedulerRun Run(string name, int steps) => result.Runs.Single(r => r.Scheduler == name && r.Steps == steps);
    }

    [Fact]
    public void WrongOptions_AreRefused()
    {
        SchedulerBenchmarkOptions good = new() { Prompts = ["a"], Schedulers = ["ddim"], Steps = [1] };
        foreach (SchedulerBenchmarkOptions bad in (SchedulerBenchmarkOptions[])
            [
                good with { Prompts = [] }, good with { Schedulers = [] }, good with { Schedulers = ["none"] }, good with { Steps = [0] },
                good with { ReferenceSteps = 1 }, good with { Reference = "none" }, good with { Metrics = [Metrics.Vendi] },
            ])
            Assert.ThrowsAny<ArgumentException>(bad.Validate);
        good.Validate();
    }

    [Fact]
    public void MetricsOfTooFewPictures_AreRefusedBeforeAnythingIsDrawn()
    {
        using FeatureNetwork network = FeatureNetworkTests.Load("classes");
        FeatureSet real = Sets.Clusters(1, 40, 8);
        SchedulerBenchmarkOptions options = new() { Prompts = ["a"], Schedulers = ["ddim"], Steps = [1], Network = network, Real = real };
        foreach (Metric metric in (Metric[])[Metrics.Frechet, Metrics.FrechetInfinity, Metrics.Kernel, Metrics.InceptionScore])
        {
            ArgumentException e = Assert.ThrowsAny<ArgumentException>((options with { Metrics = [metric] }).Validate);
            Assert.Contains($"{metric.Name} needs at least", e.Message, StringComparison.Ordinal);
        }

        SchedulerBenchmarkOptions two = options with { Prompts = ["a", "b"], Metrics = [Metrics.Frechet, Metrics.Kernel] };
        two.Validate();
        Assert.Contains(
            "compares with real pictures",
            Assert.Throws<ArgumentException>((two with { Real = null }).Validate).Message, StringComparison.Ordinal);
    }

    private sealed class Progress(Action<SchedulerProgress> report) : IProgress<SchedulerProgress>
    {
        public void Report(SchedulerProgress value) => report(value);
    }
}
