using LatentDiffusion.Models.Emoji;

namespace LatentDiffusion.Comparison;

/// <summary>What is compared, and how it is printed.</summary>
internal static class Comparisons
{
    private const string Prompt = "a red apple";

    /// <summary>All but the peaks of memory, each of which needs a process of its own.</summary>
    public static void All()
    {
        Generate();
        Allocation();
        Load();
        StepComparison.Print();
    }

    /// <summary>
    /// (a) Whole generations; and beside them the bare loop against itself, which shows what the measurement can tell apart.
    /// </summary>
    public static void Generate()
    {
        const int Rounds = 60, Steps = 25;
        using LatentDiffusionPipeline pipeline = EmojiModel.CreatePipeline();
        using BareLoop bare = new(pipeline);
        int round = 0;
        // A prompt and a negative prompt that are new each time, so that no encoding is kept from the round before.
        Action ours = () => pipeline.Generate(
            new GenerationRequest($"{Prompt} {round++}") { NegativePrompt = $"{round}", Steps = Steps, Seed = 1 });
        Print($"Generate, {Steps} steps, to the bare loop", Turns(Rounds, ours, () => bare.Run(Steps)));
        Print("the bare loop to itself", Turns(Rounds, () => bare.Run(Steps), () => bare.Run(Steps)));
    }

    /// <summary>(b) Managed bytes that a step allocates: the difference of a long and a short generation.</summary>
    public static void Allocation()
    {
        using LatentDiffusionPipeline pipeline = EmojiModel.CreatePipeline();
        foreach (Scheduler scheduler in new[] { Schedulers.Ddim(), Schedulers.Ddpm(), Schedulers.DpmSolverMultistep() })
        {
            long few = Allocated(pipeline, scheduler, 10), many = Allocated(pipeline, scheduler, 60);
            Console.WriteLine(
                $"{scheduler.ClassName}: {few:N0} bytes at 10 steps, {many:N0} at 60: {(many - few) / 50.0:0.#} per step, "
                + "of the schedule itself included");
        }
    }

    /// <summary>(c) Loading.</summary>
    public static void Load() => Print(
        "Load to creating bare sessions",
        Turns(20, () => EmojiModel.CreatePipeline().Dispose(), () => new BareLoop(EmojiModel.Directory).Dispose()));

    /// <summary>(d) Peak memory of a process that generates.</summary>
    public static void PeakMemoryOurs()
    {
        using LatentDiffusionPipeline pipeline = EmojiModel.CreatePipeline();
        for (int i = 0; i < 3; i++) pipeline.Generate(new GenerationRequest(Prompt) { Steps = 25 });
        PrintPeak("Generate");
    }

    /// <summary>(d) Peak memory of a process that runs the bare loop.</summary>
    public static void PeakMemoryBare()
    {
        using BareLoop bare = new(EmojiModel.Directory);
        for (int i = 0; i < 3; i++) bare.Run(25);
        PrintPeak("bare loop");
    }

    private static long Allocated(LatentDiffusionPipeline pipeline, Scheduler scheduler, int steps)
    {
        GenerationRequest request = new(Prompt) { Steps = steps, Seed = 1, Scheduler = scheduler };
        pipeline.Generate(request);
        long before = GC.GetAllocatedBytesForCurrentThread();
        pipeline.Generate(request);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void PrintPeak(string name) =>
        Console.WriteLine($"{name}: peak {Measure.Peak() / 1e6:0} MB");

    private static double[] Turns(int rounds, Action ours, Action bare)
    {
        ours();
        bare();
        double[] ratios = new double[rounds];
        for (int i = 0; i < rounds; i++)
        {
            // Which goes first changes from round to round, so that neither profits from the other's warmth.
            double a, b;
            if (i % 2 == 0) (a, b) = (Measure.Seconds(ours), Measure.Seconds(bare));
            else (b, a) = (Measure.Seconds(bare), Measure.Seconds(ours));
            ratios[i] = a / b;
        }

        return ratios;
    }

    private static void Print(string name, double[] ratios)
    {
        (double low, double high) = Measure.Quartiles(ratios);
        double mean = Math.Exp(ratios.Average(Math.Log));
        Console.WriteLine(
            $"{name}: median ratio {Measure.Median(ratios):0.000}, mean {mean:0.000} "
            + $"(quartiles {low:0.000} to {high:0.000}, {ratios.Length} pairs)");
    }
}
