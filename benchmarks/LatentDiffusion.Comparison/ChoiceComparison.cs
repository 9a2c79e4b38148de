using LatentDiffusion.Models.Emoji;

namespace LatentDiffusion.Comparison;

/// <summary>
/// What the library's own choices gain: a thread on each core and operators in one piece, beside the number of threads that ONNX Runtime
/// chooses by itself and operators in parts. In turns, in one process.
/// </summary>
internal static class ChoiceComparison
{
    private static readonly PipelineOptions Without = new() { FusesOperators = false, ConfigureSession = o => o.IntraOpNumThreads = 0 };
    private static readonly PipelineOptions OneThread = new() { Threads = 1 };

    /// <summary>Whole pictures of the default model.</summary>
    /// <param name="rounds">Number of turns.</param>
    /// <param name="steps">Steps of a picture.</param>
    public static void PrintDefaultModel(int rounds, int steps)
    {
        using LatentDiffusionPipeline ours = EmojiModel.CreatePipeline(), without = EmojiModel.CreatePipeline(Without),
            one = EmojiModel.CreatePipeline(OneThread);
        List<double> times = [], former = [], single = [];
        for (int round = -1; round < rounds; round++)
        {
            GenerationRequest request = new("a red apple") { Steps = steps, Seed = round + 2 };
            double[] seconds = [.. new[] { ours, without, one }.Select(pipeline => Measure.Seconds(() => pipeline.Generate(request)))];
            if (round < 0) continue; // memory is allocated in the first
            times.Add(seconds[0]);
            former.Add(seconds[1]);
            single.Add(seconds[2]);
        }

        Print($"{ours.Name}, {steps} steps", times, former, single, PipelineOptions.DefaultThreads);
    }

    /// <summary>Denoising steps of a model folder.</summary>
    /// <param name="model">Folder of the model.</param>
    /// <param name="size">Side of the pictures in pixels.</param>
    /// <param name="rounds">Number of turns.</param>
    /// <param name="steps">Steps of a generation.</param>
    public static void Print(string model, int size, int rounds, int steps)
    {
        using LatentDiffusionPipeline ours = LatentDiffusionPipeline.Load(model), without = LatentDiffusionPipeline.Load(model, Without),
            one = LatentDiffusionPipeline.Load(model, OneThread);
        List<double> times = [], former = [], single = [];
        for (int round = 0; round < rounds; round++)
        {
            times.AddRange(StepOfModel.Generate(ours, size, steps));
            former.AddRange(StepOfModel.Generate(without, size, steps));
            single.AddRange(StepOfModel.Generate(one, size, steps));
        }

        Print($"a step of {ours.Name} at {size}x{size}", times, former, single, PipelineOptions.DefaultThreads);
    }

    private static void Print(string what, List<double> ours, List<double> without, List<double> one, int threads)
    {
        double time = Measure.Median(ours), former = Measure.Median(without), single = Measure.Median(one);
        Console.WriteLine(
            $"{what}: {time:0.000} s with {threads} threads; {former:0.000} s with ONNX Runtime's own number and operators in parts, "
            + $"ratio {time / former:0.000}; {single:0.000} s with one thread, ratio {time / single:0.000}");
    }
}
