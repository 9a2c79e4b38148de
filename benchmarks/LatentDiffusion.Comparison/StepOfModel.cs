using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.ML.OnnxRuntime;

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
        using BareUnet unet = new(Session(Graphs(pipeline)[BareUnet.Name]), size);
        List<double> ours = [], bare = [];
        unet.Run();
        for (int round = 0; round < rounds; round++)
        {
            ours.AddRange(Generate(pipeline, size, steps));
            for (int i = 1; i < steps; i++) bare.Add(unet.Run());
        }

        Console.WriteLine(
            $"{pipeline.Name} at {size}x{size}: {Median(ours):0.000} s per step, bare {Median(bare):0.000} s, ratio {Median(ours) / Median(bare):0.000} "
            + $"({ours.Count} steps each); peak {Process.GetCurrentProcess().PeakWorkingSet64 / 1e9:0.00} GB");
    }

    /// <summary>Seconds of each step but the first, in which memory is allocated.</summary>
    private static IEnumerable<double> Generate(LatentDiffusionPipeline pipeline, int size, int steps)
    {
        List<double> ends = [];
        pipeline.Generate(
            new GenerationRequest("a lighthouse at dawn") { Steps = steps, Seed = 1, Width = size, Height = size, Scheduler = Schedulers.EulerDiscrete() },
            new Ends(ends));
        return ends.Zip(ends.Skip(1), (a, b) => b - a);
    }

    private static double Median(List<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_graphs")]
    private static extern ref GraphSet Graphs(LatentDiffusionPipeline pipeline);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_session")]
    private static extern ref InferenceSession Session(OnnxGraph graph);

    private sealed class Ends(List<double> ends) : IProgress<GenerationStep>
    {
        public void Report(GenerationStep value) => ends.Add(value.Elapsed.TotalSeconds);
    }
}
