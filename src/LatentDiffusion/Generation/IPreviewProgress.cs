namespace LatentDiffusion;

/// <summary>
/// Progress that chooses while a generation runs which steps are shown, beside those of <see cref="GenerationRequest.PreviewInterval"/>: a
/// preview costs one decoding, which is spent for nothing where nobody looks.
/// </summary>
public interface IPreviewProgress : IProgress<GenerationStep>
{
    /// <summary>
    /// Whether the step that is about to be taken is reported with a preview. Asked once a step, on the generating thread.
    /// </summary>
    bool WantsPreview { get; }
}
