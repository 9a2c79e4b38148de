namespace LatentDiffusion.Models.Emoji;

/// <summary>
/// The default model: 256x256 pictures in the style of emoji, from a short English prompt. Its README, in the package, says what it draws
/// well, what it was trained on, and under which licences.
/// </summary>
public static class EmojiModel
{
    private const int Steps = 25;
    private const double GuidanceScale = 4; // both from the model's README
    private const int FastSteps = 6;
    private const int FastLevels = 20; // loss.solver_steps of the adapter's training

    /// <summary>
    /// Folder of the model, beside the application. An ordinary model folder:
    /// <see cref="LatentDiffusionPipeline.Load"/> reads it.
    /// </summary>
    public static string Directory => Path.Combine(AppContext.BaseDirectory, "models", "emoji");

    /// <summary>
    /// An adapter of this model (an LCM-LoRA, arXiv 2311.05556), with which it draws in 4 to 8 steps by the scheduler <c>lcm</c>, without
    /// guidance. A <c>.safetensors</c> file: <see cref="LatentDiffusionPipeline.LoadLora"/> reads it.
    /// </summary>
    public static string FastAdapter => Path.Combine(Directory, "adapters", "lcm.safetensors");

    /// <summary>Loads the model, with its own defaults for steps (25) and guidance scale (4).</summary>
    /// <param name="options">How to load; default on the processor.</param>
    /// <param name="progress">Told after each graph, on a thread that loads.</param>
    /// <param name="cancellationToken">Stops the loading.</param>
    /// <returns>A pipeline; dispose it to free its memory.</returns>
    /// <exception cref="ModelFormatException">The folder was removed from beside the application, or damaged.</exception>
    /// <exception cref="ExecutionProviderException">The native ONNX Runtime, or the asked-for provider in it, is absent.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static LatentDiffusionPipeline CreatePipeline(
        PipelineOptions? options = null,
        IProgress<LoadingStep>? progress = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new PipelineOptions();
        options = options with
        {
            DefaultSteps = options.DefaultSteps ?? Steps,
            DefaultGuidanceScale = options.DefaultGuidanceScale ?? GuidanceScale,
        };
        return LatentDiffusionPipeline.Load(Directory, options, progress, cancellationToken);
    }

    /// <summary>
    /// Loads the model with <see cref="FastAdapter"/>, and with defaults that go with it: 6 steps, guidance scale 1, which is none, and the
    /// scheduler <c>lcm</c>, which draws in at most 20 steps then. Negative prompts have no effect without guidance. The model's README says
    /// what is lost.
    /// </summary>
    /// <param name="options">How to load; default on the processor.</param>
    /// <param name="progress">Told after each graph, on a thread that loads.</param>
    /// <param name="cancellationToken">Stops the loading.</param>
    /// <returns>A pipeline; dispose it to free its memory.</returns>
    /// <exception cref="ModelFormatException">The folder was removed from beside the application, or damaged.</exception>
    /// <exception cref="ExecutionProviderException">The native ONNX Runtime, or the asked-for provider in it, is absent.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static LatentDiffusionPipeline CreateFastPipeline(
        PipelineOptions? options = null,
        IProgress<LoadingStep>? progress = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new PipelineOptions();
        options = options with
        {
            DefaultSteps = options.DefaultSteps ?? FastSteps,
            DefaultGuidanceScale = options.DefaultGuidanceScale ?? 1,
            DefaultScheduler = options.DefaultScheduler
                ?? Schedulers.FromName("lcm", new SchedulerOptions { OriginalInferenceSteps = FastLevels }),
            Loras = [new LoraFile(FastAdapter) { Name = "fast" }, .. options.Loras],
        };
        return LatentDiffusionPipeline.Load(Directory, options, progress, cancellationToken);
    }
}
