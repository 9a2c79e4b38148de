namespace LatentDiffusion.Comparison;

/// <summary>
/// Loading a checkpoint as it is, beside loading the graphs that were exported with the same weights, and beside reading its files.
/// </summary>
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
            weights[i] = Measure.Seconds(() => LatentDiffusionPipeline.Load(checkpoint).Dispose());
            graphs[i] = Measure.Seconds(() => LatentDiffusionPipeline.Load(exported).Dispose());
            files[i] = Measure.Seconds(() => Read(checkpoint));
        }

        Console.WriteLine(
            $"checkpoint {Measure.Median(weights):0.00} s, exported {Measure.Median(graphs):0.00} s, "
            + $"reading the checkpoint {Measure.Median(files):0.00} s");
        Console.WriteLine(
            $"checkpoint to exported: {Measure.Median([.. weights.Zip(graphs, (a, b) => a / b)]):0.000} (median of {rounds} pairs)");
        Console.WriteLine($"checkpoint to reading its files once: {Measure.Median([.. weights.Zip(files, (a, b) => a / b)]):0.00}");
    }

    /// <summary>Prints the peak memory of a process that loads.</summary>
    public static void PrintPeak(string model)
    {
        using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(model);
        Console.WriteLine($"{pipeline.Name}: peak {Measure.Peak() / 1e6:0} MB");
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
}
