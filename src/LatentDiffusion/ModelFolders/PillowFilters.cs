using LatentDiffusion.Checkpoints;

namespace LatentDiffusion.ModelFolders;

/// <summary>The filters of <c>preprocessor_config.json</c>, by Pillow's numbers (<c>PIL.Image.Resampling</c>).</summary>
internal static class PillowFilters
{
    /// <summary>The filter that a configuration names as <c>resample</c>; bicubic where it names none.</summary>
    /// <exception cref="ModelFormatException">It is none that is known here.</exception>
    public static ResampleFilter Of(ModelConfig config) => (config.Optional<int?>("resample") ?? 3) switch
    {
        0 => ResampleFilter.Nearest,
        1 => ResampleFilter.Lanczos,
        2 => ResampleFilter.Bilinear,
        3 => ResampleFilter.Bicubic,
        var other => throw new ModelFormatException($"{config.Path}: 'resample' is {other}; filters 0 to 3 are supported."),
    };
}
