using LatentDiffusion.Scheduling;

namespace LatentDiffusion;

/// <summary>
/// Published tables of steps that were found for particular models, for <see cref="StepSchedule.Timesteps"/> and
/// <see cref="StepSchedule.Sigmas"/> with the methods that take them.
/// </summary>
/// <remarks>
/// Align Your Steps (Sabour et al. 2024, https://arxiv.org/abs/2404.14507) for ten steps, with the numbers of diffusers 0.42.1
/// (https://github.com/huggingface/diffusers/blob/v0.42.1/src/diffusers/schedulers/scheduling_utils.py). GITS (Chen et al. 2024,
/// https://arxiv.org/abs/2405.11326) for two to twenty steps, with the coefficient 1.20 of its authors' runs of Stable Diffusion.
/// </remarks>
public static class StepTables
{
    /// <summary>Align Your Steps for Stable Diffusion 1.5: timesteps.</summary>
    public static IReadOnlyList<double> AlignYourStepsStableDiffusion { get; } = [999, 850, 736, 645, 545, 455, 343, 233, 124, 24];

    /// <summary>Align Your Steps for Stable Diffusion 1.5: noise levels, with the zero at the end.</summary>
    public static IReadOnlyList<double> AlignYourStepsStableDiffusionSigmas { get; } =
        [14.615, 6.475, 3.861, 2.697, 1.886, 1.396, 0.963, 0.652, 0.399, 0.152, 0];

    /// <summary>Align Your Steps for Stable Diffusion XL: timesteps.</summary>
    public static IReadOnlyList<double> AlignYourStepsStableDiffusionXL { get; } = [999, 845, 730, 587, 443, 310, 193, 116, 53, 13];

    /// <summary>Align Your Steps for Stable Diffusion XL: noise levels, with the zero at the end.</summary>
    public static IReadOnlyList<double> AlignYourStepsStableDiffusionXLSigmas { get; } =
        [14.615, 6.315, 3.771, 2.181, 1.342, 0.862, 0.555, 0.380, 0.234, 0.113, 0];

    /// <summary>Align Your Steps for Stable Video Diffusion: noise levels, with the zero at the end.</summary>
    public static IReadOnlyList<double> AlignYourStepsStableVideoDiffusionSigmas { get; } =
        [700, 54.5, 15.886, 7.977, 4.248, 1.789, 0.981, 0.403, 0.173, 0.034, 0];

    /// <summary>GITS for Stable Diffusion 1.5: timesteps.</summary>
    /// <param name="steps">Number of steps, 2 to 20.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no table for so many steps.</exception>
    public static IReadOnlyList<double> GitsStableDiffusion(int steps) => GitsTable.Timesteps(steps);

    /// <summary>GITS for Stable Diffusion 1.5: noise levels, with the zero at the end.</summary>
    /// <param name="steps">Number of steps, 2 to 20.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no table for so many steps.</exception>
    public static IReadOnlyList<double> GitsStableDiffusionSigmas(int steps) => GitsTable.Sigmas(steps);
}
