namespace LatentDiffusion;

/// <summary>Progress of a generation, after a step.</summary>
/// <param name="Step">Evaluations of the denoiser that are done, from 1.</param>
/// <param name="Steps">Evaluations in all; methods of second order evaluate twice per step.</param>
/// <param name="Elapsed">Time since the generation began.</param>
/// <param name="Preview">
/// The current estimate of the final pictures, where <see cref="GenerationRequest.PreviewInterval"/> or an
/// <see cref="IPreviewProgress"/> asks for it; else null. Always null where a stage withholds previews
/// (<see cref="IImageStage.WithholdsPreviews"/>).
/// </param>
public readonly record struct GenerationStep(int Step, int Steps, TimeSpan Elapsed, IReadOnlyList<RgbImage>? Preview);
