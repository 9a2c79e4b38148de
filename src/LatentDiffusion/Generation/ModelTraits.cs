namespace LatentDiffusion;

/// <summary>What a user interface should know of a loaded model.</summary>
/// <param name="Family">Name of its family, such as <c>Stable Diffusion</c>.</param>
/// <param name="Width">Width in pixels that it was made for.</param>
/// <param name="Height">Height in pixels that it was made for.</param>
/// <param name="SizeMultiple">What widths and heights must be multiples of, in pixels.</param>
/// <param name="Steps">Denoising steps where a request names none.</param>
/// <param name="GuidanceScale">Guidance scale where a request names none.</param>
/// <param name="ControlNets">How many ControlNets it has.</param>
/// <param name="TakesImages">Whether it can start from a picture.</param>
/// <param name="ReadsWeights">Whether prompts may be in <see cref="PromptSyntax.Weighted"/>.</param>
/// <param name="Options">The options of its family, with their defaults, of the type that it takes; null where it has none.</param>
public sealed record ModelTraits(
    string Family,
    int Width,
    int Height,
    int SizeMultiple,
    int Steps,
    double GuidanceScale,
    int ControlNets,
    bool TakesImages,
    bool ReadsWeights,
    FamilyOptions? Options);
