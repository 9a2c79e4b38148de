using System.Diagnostics;
using LatentDiffusion.Models.Emoji;

namespace LatentDiffusion.Datasets.Tests;

/// <summary>What a data set costs beside drawing its pictures. Run where LATENT_DIFFUSION_MEASURE is set: it takes minutes.</summary>
public sealed class ThroughputTests(ITestOutputHelper output)
{
    private const int Rounds = 25, Samples = 8;

    [Fact]
    public void WritingOverlapsWithDrawing()
    {
        Assert.SkipWhen(string.IsNullOrEmpty(Environment.GetEnvironmentVariable("LATENT_DIFFUSION_MEASURE")),
            "Only where it is asked for.");
        using Bench bench = new($"name = 'n'\ncount = {Samples}\nshard_size = {Samples}\nclasses = ['apple']\n[quality.duplicates]");
        DatasetPlan plan = bench.Plan();
        using LatentDiffusionPipeline pipeline = EmojiModel.CreatePipeline();
        pipeline.Generate("warm");
        double[] ratios = new double[Rounds];
        for (int round = 0; round < Rounds; round++)
        {
            double bare = 0, whole = 0;
            Drawer drawer = new(pipeline);
            if (round % 2 == 0) bare = Bare(pipeline, plan);
            long began = Stopwatch.GetTimestamp();
            DatasetGenerator.Draw(plan, new FolderStore(bench[$"{round}"]), new DatasetOptions { Drawer = _ => drawer });
            whole = Stopwatch.GetElapsedTime(began).TotalSeconds;
            if (round % 2 == 1) bare = Bare(pipeline, plan);
            // Duplicates are rejected, and drawn again.
            ratios[round] = drawer.Pictures * (bare / Samples) / whole;
        }

        double median = ratios.Order().ElementAt(Rounds / 2);
        string all = string.Join(", ", ratios.Select(r => r.ToString("0.000", null)));
        output.WriteLine(FormattableString.Invariant($"throughput by that of the bare loop: {all}; median {median:0.000}"));
        Assert.True(median >= 0.95, $"{median}");
    }

    private static double Bare(LatentDiffusionPipeline pipeline, DatasetPlan plan)
    {
        long began = Stopwatch.GetTimestamp();
        for (int i = 0; i < Samples; i++) pipeline.Generate(new GenerationRequest(plan.Recipe(i).Prompt) { Seed = plan.Recipe(i).Seed });
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private sealed class Drawer(LatentDiffusionPipeline pipeline) : ISampleDrawer
    {
        public int Pictures { get; private set; }

        public string? LoadedModel => null;

        public DrawnSample Draw(SampleRecipe recipe, CancellationToken cancellationToken)
        {
            Pictures++;
            GeneratedImage made = pipeline.Generate(
                new GenerationRequest(recipe.Prompt) { Seed = recipe.Seed }, null, cancellationToken).Images[0];
            return new DrawnSample(recipe, made.Image, () => made.Encode(ImageFormat.Png), made.Parameters, "hash", [], null, null);
        }

        public void Dispose()
        {
        }
    }
}
