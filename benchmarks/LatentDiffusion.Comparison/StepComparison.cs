using System.Diagnostics;
using System.Numerics.Tensors;

namespace LatentDiffusion.Comparison;

/// <summary>
/// Time and managed bytes per step of every scheduler, beside the floors that memory sets, measured in turns in one process: passes that
/// read sample and output and write the sample (Euler, DDIM), or also read and write one kept vector (DPM-Solver++ 2M).
/// </summary>
internal static class StepComparison
{
    private const int Points = 40, Rounds = 15;

    private static readonly (string Name, int Length)[] Shapes =
        [("1x4x64x64", 4 * 64 * 64), ("1x4x128x128", 4 * 128 * 128), ("8x16x128x128", 8 * 16 * 128 * 128)];

    /// <summary>Prints the table.</summary>
    public static void Print()
    {
        Console.WriteLine($"{"scheduler",-36} {"latents",-13} {"µs/step",9} {"2r+1w",9} {"ratio",6} {"3r+2w",9} {"ratio",6} {"bytes",6}");
        foreach (var (name, length) in Shapes)
            foreach (string className in Schedulers.ClassNames) Print(className, name, length);
    }

    private static void Print(string className, string shape, int length)
    {
        Scheduler scheduler = StepInputs.Create(className);
        float[] sample = new float[length], output = StepInputs.Normal(length, 2), noise = StepInputs.Normal(length, 3);
        float[] kept = new float[length];
        double[] steps = new double[Rounds], small = new double[Rounds], large = new double[Rounds];
        long bytes = long.MaxValue;
        for (int round = -3; round < Rounds; round++)
        {
            ScheduleRun run = scheduler.Start(new ScheduleRequest { Steps = Points, SampleLength = length, Mu = 1 });
            output.CopyTo(sample, 0);
            long allocated = GC.GetAllocatedBytesForCurrentThread(), start = Stopwatch.GetTimestamp();
            for (int i = 0; i < Points; i++) run.Step(output, noise, sample);
            double step = Stopwatch.GetElapsedTime(start).TotalMicroseconds / Points;
            // The least of the rounds: a garbage collection on another thread's account adds what was left of this thread's block.
            bytes = Math.Min(bytes, GC.GetAllocatedBytesForCurrentThread() - allocated);
            double two = Time(() => TensorPrimitives.Add(sample, output, sample));
            double three = Time(() =>
            {
                TensorPrimitives.Add(kept, output, kept);
                TensorPrimitives.Add(sample, output, sample);
            });
            if (round >= 0) (steps[round], small[round], large[round]) = (step, two, three);
        }

        Console.WriteLine(
            $"{className,-36} {shape,-13} {Measure.Median(steps),9:0.0} {Measure.Median(small),9:0.0} {Ratio(steps, small),6:0.00} "
            + $"{Measure.Median(large),9:0.0} {Ratio(steps, large),6:0.00} {bytes / Points,6}");
    }

    private static double Time(Action pass)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < Points; i++) pass();
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / Points;
    }

    private static double Ratio(double[] steps, double[] floors) => Measure.Median([.. steps.Zip(floors, (s, f) => s / f)]);
}
