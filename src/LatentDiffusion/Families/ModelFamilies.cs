using LatentDiffusion.Errors;
using LatentDiffusion.ModelFolders;

namespace LatentDiffusion.Families;

/// <summary>The catalogue of model families.</summary>
internal static class ModelFamilies
{
    private static readonly ModelFamily[] All =
    [
        new StableDiffusionFamily(),
        new LatentConsistencyFamily(),
        new InstructPix2PixFamily(),
        new UpscalerFamily(),
        new StableDiffusionXlFamily(),
        new LatentDiffusionTextFamily(),
        new UnconditionalFamily(),
        new PixArtAlphaFamily(),
        new PixArtSigmaFamily(),
        new SanaFamily(),
        new StableDiffusion3Family(),
        new FluxFamily(),
        new DepthToImageFamily(),
        new StableDiffusionControlNetFamily(),
        new StableDiffusionXlControlNetFamily(),
    ];

    /// <summary>The family that a folder belongs to.</summary>
    /// <exception cref="ModelFormatException">None.</exception>
    public static ModelFamily Of(ModelFolder folder) =>
        All.FirstOrDefault(f => f.ClassNames.Contains(folder.ClassName))
        ?? throw new ModelFormatException(
            $"{folder.Index.Path}: pipelines of class '{Shown.Of(folder.ClassName)}' are not supported. "
            + $"Supported: {string.Join(", ", All.SelectMany(f => f.ClassNames))}.");
}
