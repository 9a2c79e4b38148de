using LatentDiffusion.Comparison;

namespace LatentDiffusion.Gpu;

/// <summary>Whole generations beside bare runs of the same session, in turns.</summary>
/// <param name="options">How the model is loaded.</param>
/// <param name="size">Side of the pictures in pixels.</param>
/// <param name="count">Pictures at a time.</param>
/// <param name="steps">Steps of a generation, at least 2.</param>
internal sealed class StepsOfModel(PipelineOptions options, int size, int count, int steps)
{
    private readonly List<double> _ours = [], _bare = [], _whole = [];

    /// <summary>Measures.</summary>
    /// <param name="model">Folder of the model.</param>
    /// <param name="rounds">Number of turns.</param>
    /// <returns>The result, to be written as JSON.</returns>
    public object Run(string model, int rounds)
    {
        LatentDiffusionPipeline? loaded = null;
        double load = Measure.Seconds(() => loaded = LatentDiffusionPipeline.Load(model, options));
        using LatentDiffusionPipeline pipeline = loaded!;

        // The first generation allocates, and has cuDNN choose its algorithms.
        GenerationResult? result = null;
        double first = Measure.Seconds(() => result = Generate(pipeline, new()));
        using BoundUnet unet = new(Sessions.Of(pipeline, BareUnet.Name), size, count, ProviderKernels.Of(options.Provider).HasOwnMemory);
        unet.Run();
        for (int round = 0; round < rounds; round++) Turn(pipeline, unet);
        double ours = Measure.Median(_ours), bare = Measure.Median(_bare);
        return new
        {
            Provider = options.Provider.Name, options.Precision, Size = size, Count = count, Steps = steps, LoadSeconds = load,
            FirstSeconds = first, StepSeconds = ours, BareSeconds = bare, StepToBare = ours / bare,
            GenerationSeconds = Measure.Median(_whole), StepsMeasured = _ours.Count, AllSteps = _ours, AllBare = _bare, result!.Warnings,
            PeakProcessBytes = Measure.Peak(),
        };
    }

    private void Turn(LatentDiffusionPipeline pipeline, BoundUnet unet)
    {
        StepTimes times = new();
        _whole.Add(Measure.Seconds(() => Generate(pipeline, times)));
        _ours.AddRange(times.Seconds);
        for (int i = 1; i < steps; i++) _bare.Add(Measure.Seconds(unet.Run));
    }

    private GenerationResult Generate(LatentDiffusionPipeline pipeline, StepTimes times) => pipeline.Generate(
        new GenerationRequest("a lighthouse at dawn")
        {
            Steps = steps, Seed = 1, Count = count, Width = size, Height = size, GuidanceScale = 7.5,
            Scheduler = Schedulers.EulerDiscrete(),
        },
        times);
}
