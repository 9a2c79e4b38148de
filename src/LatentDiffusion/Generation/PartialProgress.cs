namespace LatentDiffusion.Generation;

/// <summary>Reports the steps of one pass as those of a generation of several.</summary>
/// <param name="whole">Who is told of the generation.</param>
/// <param name="before">Steps of the passes before.</param>
/// <param name="after">Steps of the passes after.</param>
internal sealed class PartialProgress(IProgress<GenerationStep> whole, int before, int after) : IPreviewProgress
{
    /// <inheritdoc/>
    public bool WantsPreview => whole is IPreviewProgress { WantsPreview: true };

    /// <inheritdoc/>
    public void Report(GenerationStep value) =>
        whole.Report(value with { Step = before + value.Step, Steps = before + value.Steps + after });
}
