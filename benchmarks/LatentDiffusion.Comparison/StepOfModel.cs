using System.Diagnostics;

namespace LatentDiffusion.Comparison;

/// <summary>
/// Denoising steps of a model folder: whole steps of a generation (conversion, U-Net, guidance, scheduler) against bare runs of the same
/// session, in turns.
/// </summary>
internal static class StepOfModel
{
    /// <summary>Compares and prints.</summary>
    /// <param name="model">Folder of the model.</param>
    /// <param name="size">Side of the pictures in pixels.</param>
    /// <param name="rounds">Number of turns.</param>
    /// <param name="steps">Steps of a generation.</param>
    public static void Compare(string model, int size, int rounds, int steps)
    {
        long start = Stopwatch.GetTimestamp();
        using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(model);
        Console.WriteLine($"{pipeline.Name}: loaded in {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s");
        using BareUnet unet = new(Sessions.Of(pipeline, BareUnet.Name), size);
        List<double> ours = [], bare = [];
        unet.Run();
        for (int round = 0; round < rounds; round++)
        {
            ours.AddRange(Generate(pipeline, size, steps));
            for (int i = 1; i < steps; i++) bare.Add(unet.Run());
        }

        Console.WriteLine(
            $"{pipeline.Name} at {size}x{size}: {Measure.Median(ours):0.000} s per step, bare {Measure.Median(bare):0.000} s, "
            + $"ratio {Measure.Median(ours) / Measure.Median(bare):0.000} "
            + $"({ours.Count} steps each, {PipelineOptions.DefaultThreads} threads); peak {Measure.Peak() / 1e9:0.00} GB");
    }

    /// <summary>Draws one picture.</summary>
    /// <returns>Seconds of each step but the first.</returns>
    public static IEnumerable<double> Generate(LatentDiffusionPipeline pipeline, int size, int steps)
    {
        StepTimes times = new();
        pipeline.Generate(
            new GenerationRequest("a lighthouse at dawn")
            {
                Steps = steps,
                Seed = 1,
                Width = size,
                Height = size,
                Scheduler = Schedulers.EulerDiscrete(),
            },
            times);
        return times.Seconds;
    }
}
