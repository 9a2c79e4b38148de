using System.Diagnostics;

namespace LatentDiffusion.Comparison;

/// <summary>Loading a checkpoint as it is, beside loading the graphs that were exported with the same weights, and beside reading its files.</summary>
internal static class CheckpointComparison
{
    /// <summary>Prints the ratios of times, measured in turns with the files in memory.</summary>
    public static void PrintTimes(string checkpoint, string exported, int rounds)
    {
        Read(checkpoint);
        Read(exported);
        double[] weights = new double[rounds], graphs = new double[rounds], files = new double[rounds];
        for (int i = 0; i < rounds; i++)
        {
            weights[i] = Seconds(() => LatentDiffusionPipeline.Load(checkpoint).Dispose());
            graphs[i] = Seconds(() => LatentDiffusionPipeline.Load(exported).Dispose());
            files[i] = Seconds(() => Read(checkpoint));
        }

        Console.WriteLine($"checkpoint {Median(weights):0.00} s, exported {Median(graphs):0.00} s, reading the checkpoint {Median(files):0.00} s");
        Console.WriteLine($"checkpoint to exported: {Median([.. weights.Zip(graphs, (a, b) => a / b)]):0.000} (median of {rounds} pairs)");
        Console.WriteLine($"checkpoint to reading its files once: {Median([.. weights.Zip(files, (a, b) => a / b)]):0.00}");
    }

    /// <summary>Prints the peak memory of a process that loads.</summary>
    public static void PrintPeak(string model)
    {
        using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(model);
        Console.WriteLine($"{pipeline.Name}: peak {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:0} MB");
    }

    private static void Read(string path)
    {
        byte[] buffer = new byte[1 << 20];
        string[] files = File.Exists(path) ? [path] : Directory.GetFiles(path, "*", SearchOption.AllDirectories);
        foreach (string file in files)
        {
            using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            while (stream.Read(buffer) > 0) { }
        }
    }

    private static double Seconds(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
