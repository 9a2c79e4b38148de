using Microsoft.Extensions.AI;

namespace LatentDiffusion.Extensions.AI;

/// <summary>
/// Names in <see cref="ImageGenerationOptions.AdditionalProperties"/> that are read. Others are ignored, as is usual there.
/// </summary>
public static class ImageOptionNames
{
    /// <summary>Text: what the picture should not show.</summary>
    public const string NegativePrompt = "negative_prompt";

    /// <summary>Whole number: seed of the first picture.</summary>
    public const string Seed = "seed";

    /// <summary>Whole number: denoising steps.</summary>
    public const string Steps = "steps";

    /// <summary>Number: how strongly the prompt steers.</summary>
    public const string GuidanceScale = "guidance_scale";

    /// <summary>Text: name of the sampling method, as <see cref="Schedulers.FromName"/> reads it.</summary>
    public const string Scheduler = "scheduler";

    /// <summary>Number from 0 to 1: how far to go from the picture to edit.</summary>
    public const string Strength = "strength";

    /// <summary>
    /// Picture (<see cref="RgbImage"/>, <see cref="DataContent"/> or the bytes of a file): white is drawn anew, black is kept.
    /// </summary>
    public const string Mask = "mask";

    /// <summary>Text: <c>plain</c> or <c>weighted</c>.</summary>
    public const string PromptSyntax = "prompt_syntax";
}
